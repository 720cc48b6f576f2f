"""Makes what the operator did not bring: passwords, keys, the first users' passwords. Once, and sealed."""

import json
import secrets

from sqlalchemy.orm import Session

from control_plane.database import transaction
from control_plane.operations.step import StepContext
from control_plane.operations.steps.engine_secrets import VAULT_SECRETS
from control_plane.operations.steps.tenant import FIRST_USERS, TenantFacts, load_tenant
from control_plane.services.credentials import Vault
from control_plane.services.rotating import GENERATED


class GenerateCredentials:
    name = "generate_credentials"
    deadline_seconds = 30

    def check(self, context: StepContext) -> bool:
        vault = Vault(context.settings.platform_key)
        with transaction(context.sessions) as session:
            return all(
                vault.find(session, context.tenant_id, name) is not None
                for name in (*VAULT_SECRETS, FIRST_USERS)
            )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        vault = Vault(context.settings.platform_key)
        context.progress("Generating passwords and keys", 10)
        with transaction(context.sessions) as session:
            for name, length in GENERATED.items():
                vault.generate(session, tenant.id, name, length)
            self._first_users(session, vault, tenant)

    def _first_users(self, session: Session, vault: Vault, tenant: TenantFacts) -> None:
        if vault.find(session, tenant.id, FIRST_USERS) is not None:
            return  # a repeat must not change a password that somebody has seen
        users = [{**user, "password": secrets.token_urlsafe(12)} for user in tenant.configuration["users"]]
        vault.put(session, tenant.id, FIRST_USERS, json.dumps(users, ensure_ascii=False))
