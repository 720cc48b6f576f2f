"""What the steps know of the tenant they work for: its row, in types, and its credentials."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from control_plane.adapters.names import TenantNames
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.engine_secrets import secret_value
from control_plane.services.credentials import Vault
from control_plane.services.plan_limits import STANDARD
from control_plane.services.plans import limits_of

NOBODYS_NUMBER = "5500900000001"
"""A wa_id in the area code 00, which Brazil does not assign: the smoke test's contact when none was given."""

FIRST_USERS = "first_users"


@dataclass(frozen=True)
class TenantFacts:
    id: str
    slug: str
    name: str
    hostnames: tuple[str, ...]
    """The platform's own name first."""
    names: TenantNames
    configuration: dict[str, Any]
    limits: dict[str, Any] = field(default_factory=lambda: dict(STANDARD))
    """Those of its plan and its own."""

    @property
    def database(self) -> str:
        """mysql or mariadb."""
        return str(self.configuration["database"])

    @property
    def database_image(self) -> str:
        return str(self.configuration["images"][self.database])

    @property
    def smoke_wa_id(self) -> str:
        return str(self.configuration.get("smoke_phone") or NOBODYS_NUMBER)


def load_tenant(context: StepContext) -> TenantFacts:
    """Raises StepFailed when the row is gone."""
    with transaction(context.sessions) as session:
        tenant = session.get(Tenant, context.tenant_id)
        if tenant is None:
            raise StepFailed("tenant_missing", "The tenant's row is gone from the platform database.")
        own = f"{tenant.slug}.{context.settings.base_domain}"
        hostnames = sorted((row.name for row in tenant.hostnames), key=lambda name: (name != own, name))
        return TenantFacts(
            id=tenant.id,
            slug=tenant.slug,
            name=tenant.name,
            hostnames=tuple(hostnames),
            names=TenantNames(
                instance=context.settings.instance,
                stack=context.settings.stack_prefix + tenant.slug,
                tenant_id=tenant.id,
                slug=tenant.slug,
                generation=tenant.generation,
            ),
            configuration=dict(tenant.configuration),
            limits=limits_of(session, tenant.configuration),
        )


def read_credentials(context: StepContext, names: Iterable[str]) -> dict[str, str]:
    """What the secrets of these names say, or the newest values. Raises NotFound naming a missing one."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        values = _Stored(vault, session, context.tenant_id)
        return {name: secret_value(values, name, context.settings) for name in names}


@dataclass(frozen=True)
class _Stored:
    vault: Vault
    session: Session
    tenant_id: str

    def accepted(self, name: str) -> list[str]:
        return self.vault.accepted(self.session, self.tenant_id, name)

    def history(self, name: str) -> list[str]:
        return self.vault.history(self.session, self.tenant_id, name)


def first_user(context: StepContext, role: str) -> dict[str, str]:
    """Name, e-mail, password and role of the first with this role."""
    users: list[dict[str, str]] = json.loads(read_credentials(context, [FIRST_USERS])[FIRST_USERS])
    return next(user for user in users if user["role"] == role)
