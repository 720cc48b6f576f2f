"""The end of a tenant in the platform's own database: keys, addresses, people; a signed tombstone stays.

Without their keys neither a credential nor a copy of its backup repository opens anything any more, wherever
a copy may still lie. SQLite overwrites what is deleted (`secure_delete`).
"""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.database import transaction, utc_now
from control_plane.healing_models import Healing
from control_plane.health_models import TenantProbe
from control_plane.models import Backup, BrandPicture, Credential, Hostname, Operation, Tenant
from control_plane.operations.step import StepContext
from control_plane.services.certificates import sign
from control_plane.services.mails import forget as forget_mails
from control_plane.signup_models import WhatsappSignup
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.closed_numbers import CLOSED_NUMBER, closed_number

_TABLES = (
    *(Hostname, Credential, BrandPicture, Backup),
    *(TenantProbe, AppWebhook, Healing, WhatsappSignup),
)
_KEPT_FACTS = ("database", "locale", "timezone")
"""Of a tombstone's configuration: what names nobody."""
_NOBODY: dict[str, Any] = {
    "users": [],
    "whatsapp": {"phone_number_id": "", "waba_id": "", "display_phone_number": ""},
    "fila_ia": {"url": ""},
}


class ShredKeys:
    name = "shred_keys"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            return session.get_one(Tenant, context.tenant_id).certificate is not None

    def apply(self, context: StepContext) -> None:
        context.progress("Shredding keys and personal data", 20)
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            hostnames = [hostname.name for hostname in tenant.hostnames]
            tenant.certificate = sign(_document(session, tenant, context), context.settings.lasting_key)
            _forget(session, tenant)
        for hostname in hostnames:
            context.adapters.closed_pages.remove(hostname)


class ForgetCanary:
    """The same without a certificate: nobody's data was there."""

    name = "forget_canary"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            return session.get_one(Tenant, context.tenant_id).purged_at is not None

    def apply(self, context: StepContext) -> None:
        context.progress("Shredding its keys", 20)
        with transaction(context.sessions) as session:
            _forget(session, session.get_one(Tenant, context.tenant_id))


def _document(session: Session, tenant: Tenant, context: StepContext) -> dict[str, Any]:
    operation = session.get_one(Operation, context.operation_id)
    credentials = select(Credential.name).where(Credential.tenant_id == tenant.id).distinct()
    backups = select(Backup.id).where(Backup.tenant_id == tenant.id)
    return {
        "tenant": {"id": tenant.id, "slug": tenant.slug, "name": tenant.name},
        "created_at": tenant.created_at.isoformat(),
        "deleted_at": utc_now().isoformat(),
        "operation": operation.id,
        "requested_by": operation.requested_by,
        "removed": {
            "volumes": context.recall("removed_volumes") or [],
            "backups": sorted(session.scalars(backups)),
            "addresses": sorted(hostname.name for hostname in tenant.hostnames),
            "keys": sorted(session.scalars(credentials)),
            "people": len(tenant.configuration["users"]),
        },
        "absence": context.recall("prove_absence"),
    }


def _forget(session: Session, tenant: Tenant) -> None:
    for table in _TABLES:
        session.execute(delete(table).where(table.tenant_id == tenant.id))
    forget_mails(session, tenant.id)
    session.expire(tenant, ["hostnames"])
    for operation in session.scalars(select(Operation).where(Operation.tenant_id == tenant.id)):
        operation.inputs = {}
    facts = {name: value for name, value in tenant.configuration.items() if name in _KEPT_FACTS}
    closed = closed_number(str(tenant.configuration["whatsapp"]["phone_number_id"]))
    tenant.configuration = facts | _NOBODY | {CLOSED_NUMBER: closed}
    tenant.purged_at = utc_now()
    tenant.closed_as = tenant.closed_at = tenant.purge_at = None
