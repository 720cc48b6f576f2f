"""What a tenant's secrets in the engine say, made of what the vault holds."""

from collections.abc import Iterable
from typing import Protocol

from control_plane.redis_acl import redis_acl
from control_plane.settings import Settings

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
STACK_SECRETS = (*VAULT_SECRETS, REDIS_ACL, MAIL_PASSWORD)
"""Those that services mount, and most jobs."""
DATABASE_USERS = "database_users"
REDIS_PASSWORDS = "redis_passwords"
BACKUP_PASSWORDS = "backup_passwords"
DOOR_SECRETS = (DATABASE_USERS, REDIS_PASSWORDS, BACKUP_PASSWORDS)
"""For the jobs that tell database, Redis and backup repository which passwords let in."""
SERVICE_SECRETS = (*STACK_SECRETS, *DOOR_SECRETS)
"""Every secret that a service or a recurring job of a tenant mounts."""
SEEDS = {"database_root_password": "database_root_password", REDIS_ACL: "redis_seed"}
"""Those that database and Redis read at the first start on an empty volume and never again, by the name of
their file: a new value is no reason to start anew."""
TWO_AT_ONCE = ("session_key", "whatsapp_app_secret", "whatsapp_verify_token")
"""Their file has a line for each value that counts, the one to use first (foundation/rotating.py)."""
DATABASE_LOGINS = ("root", "app", "migrate", "dump")


class Values(Protocol):
    """What the vault holds of one tenant."""

    def accepted(self, name: str) -> list[str]:
        """Every value that counts, the one to use first. Raises NotFound."""

    def history(self, name: str) -> list[str]:
        """Every value there ever was, the newest first."""


def secret_value(values: Values, name: str, settings: Settings) -> str:
    """The content of the secret `name`, one of SERVICE_SECRETS. Raises NotFound."""
    match name:
        case "mail_password":
            return mail_password(settings)
        case "redis_acl":
            return redis_acl(*values.accepted("redis_password"))
        case "redis_passwords":
            return _lines(
                dict.fromkeys([*values.accepted("redis_password"), *values.history("redis_password")])
            )
        case "backup_passwords":
            return _lines(values.accepted("backup_password"))
        case "database_users":
            return _lines(
                " ".join([login, *values.accepted(f"database_{login}_password")]) for login in DATABASE_LOGINS
            )
    accepted = values.accepted(name)
    return "\n".join(accepted) if name in TWO_AT_ONCE else accepted[0]


def mail_password(settings: Settings) -> str:
    """The platform's own, the same for every tenant; a word that opens nothing where none is needed.

    The engine keeps no empty secret, and the stack file mounts one in any case.
    """
    return settings.mail.password or "not-needed"


def _lines(values: Iterable[str]) -> str:
    """Each with its end: a shell reads no line that has none."""
    return "".join(f"{value}\n" for value in values)
