"""What the steps know of the tenant they work for: its row, in types, and its credentials."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from control_plane.adapters.names import TenantNames
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.redis_acl import redis_acl
from control_plane.services.credentials import Vault
from control_plane.services.plan_limits import STANDARD
from control_plane.services.plans import limits_of
from control_plane.settings import Settings

NOBODYS_NUMBER = "5500900000001"
"""A wa_id in the area code 00, which Brazil does not assign: the smoke test's contact when none was given."""

VAULT_SECRETS = (
    "database_root_password",
    "database_app_password",
    "database_migrate_password",
    "database_dump_password",
    "redis_password",
    "session_key",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "fila_ia_key",
    "backup_password",
)
"""Those of the tenant's own, sealed in the vault."""
REDIS_ACL = "redis_acl"
"""Made of the password whenever it is read: what this version makes of it reaches a tenant by its repair."""
MAIL_PASSWORD = "mail_password"  # noqa: S105 - a name
SERVICE_SECRETS = (*VAULT_SECRETS, REDIS_ACL, MAIL_PASSWORD)
"""Every secret that a service or a recurring job of a tenant mounts."""
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
    """The newest values. Raises NotFound naming one that is missing."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:

        def read(name: str) -> str:
            if name == MAIL_PASSWORD:
                return mail_password(context.settings)
            if name == REDIS_ACL:
                return redis_acl(read("redis_password"))
            return vault.get(session, context.tenant_id, name)

        return {name: read(name) for name in names}


def mail_password(settings: Settings) -> str:
    """The platform's own, the same for every tenant; a word that opens nothing where none is needed.

    The engine keeps no empty secret, and the stack file mounts one in any case.
    """
    return settings.mail.password or "not-needed"


def first_admin(context: StepContext) -> dict[str, str]:
    """Name, e-mail, password and role of the first admin."""
    users: list[dict[str, str]] = json.loads(read_credentials(context, [FIRST_USERS])[FIRST_USERS])
    return next(user for user in users if user["role"] == "admin")
