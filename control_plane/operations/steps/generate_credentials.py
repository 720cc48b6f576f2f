"""Makes what the operator did not bring: passwords, keys, the first users' passwords. Once, and sealed."""

import json
import secrets

from sqlalchemy.orm import Session

from control_plane.database import transaction
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import FIRST_USERS, VAULT_SECRETS, TenantFacts, load_tenant
from control_plane.services.credentials import Vault

_GENERATED = {
    "database_root_password": 32,
    "database_app_password": 32,
    "database_migrate_password": 32,
    "database_dump_password": 32,
    "redis_password": 32,
    "session_key": 64,
    "backup_password": 48,
    "whatsapp_verify_token": 32,
}
"""By length; letters and digits only, so that no program has to quote them."""


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
            for name, length in _GENERATED.items():
                vault.generate(session, tenant.id, name, length)
            self._first_users(session, vault, tenant)

    def _first_users(self, session: Session, vault: Vault, tenant: TenantFacts) -> None:
        if vault.find(session, tenant.id, FIRST_USERS) is not None:
            return  # a repeat must not change a password that somebody has seen
        users = [{**user, "password": secrets.token_urlsafe(12)} for user in tenant.configuration["users"]]
        vault.put(session, tenant.id, FIRST_USERS, json.dumps(users, ensure_ascii=False))
