"""Points the number's webhooks at the tenant, or nowhere. Meta calls the address back at once, so the edge
comes first."""

from control_plane.adapters.jobs import Job
from control_plane.adapters.names import secret_name
from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.operations.credential_errors import CREDENTIAL_ERRORS
from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.leave_account import leave_account
from control_plane.operations.steps.new_number import register_new_number
from control_plane.operations.steps.proof import is_proven, prove, was_proven
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant
from control_plane.services.credentials import Vault

_SECRETS = (
    "database_app_password",
    "redis_password",
    "session_key",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "fila_ia_key",
)


_TOLD = ("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token")
_NOWHERE = "nowhere"
"""The subject of the proof once the number is disconnected, which voids that of its connection."""
_ASKED = "whatsapp_asked"
"""A result, there when Meta may have connected the number, whatever was heard of it: how often it has been
tried in vain to take that back."""
_REFUSED = CREDENTIAL_ERRORS | {"whatsapp_callback", "whatsapp_refused"}
"""Meta has answered, and the number is not connected."""
_MOST_TRIES = 3
_UNDO_SECONDS = 60
_DISCONNECTING = "Disconnecting the WhatsApp number"


class ConnectWhatsapp:
    name = "connect_whatsapp"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        register_new_number(context, tenant)
        job, before = _job(context, tenant, "connect-whatsapp"), context.recall(_ASKED)
        context.remember(_ASKED, 0)
        try:
            run_job(context, job, "Connecting the WhatsApp number")
        except StepFailed as error:
            if error.code in _REFUSED:
                context.remember(_ASKED, before)
            raise
        prove(context, self.name, *_subjects(context, tenant))

    def undo(self, context: StepContext) -> None:
        """Or Meta would go on delivering to an address that is gone. Nothing that stands in the way keeps the
        rest from being taken back: it is tried a few times, and noted."""
        may_be = context.recall(_ASKED) is not None or was_proven(context, self.name)
        if not may_be or is_proven(context, self.name, _NOWHERE):
            return
        try:
            tenant = load_tenant(context)
            job = _job(context, tenant, "disconnect-whatsapp", timeout_seconds=_UNDO_SECONDS)
            run_job(context, job, _DISCONNECTING)
            leave_account(context, tenant)
        except RetryLater:
            raise
        except StepFailed as error:
            tries = (context.recall(_ASKED) or 0) + 1
            context.remember(_ASKED, tries)
            if error.code not in CREDENTIAL_ERRORS and tries < _MOST_TRIES:
                raise RetryLater(error.code, error.message, **error.details) from error
            _leave(context, error)
        prove(context, self.name, _NOWHERE)


class DisconnectWhatsapp:
    """Meta is told to deliver this number's webhooks here no more; until then the edge answers them with 503.

    Credentials that no longer open anything cannot tell Meta so either: then that is noted, and goes on.
    """

    name = "disconnect_whatsapp"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        return is_proven(context, ConnectWhatsapp.name, _NOWHERE)

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = _job(context, tenant, "disconnect-whatsapp")
        try:
            run_job(context, job, _DISCONNECTING)
            leave_account(context, tenant)
        except StepFailed as error:
            if error.code not in CREDENTIAL_ERRORS:
                raise
            _leave(context, error)
        prove(context, ConnectWhatsapp.name, _NOWHERE)


def _leave(context: StepContext, error: StepFailed) -> None:
    """Says that Meta was not told, and why."""
    context.progress(f"Not disconnected: {error.message}")
    context.remember(DisconnectWhatsapp.name, {"code": error.code, "message": error.message})


def _job(context: StepContext, tenant: TenantFacts, command: str, *, timeout_seconds: float = 120) -> Job:
    return appliance_job(
        context,
        tenant,
        command,
        secrets=_SECRETS,
        environment={"MAIL_HOST": ""},  # sends no e-mail, so it is not given the password either
        reaches_out=True,
        timeout_seconds=timeout_seconds,
    )


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    vault = Vault(context.settings.platform_key)
    whatsapp = tenant.configuration["whatsapp"]
    with transaction(context.sessions) as session:
        told = [(name, vault.get(session, tenant.id, name)) for name in _TOLD]
    return [
        whatsapp["phone_number_id"],
        whatsapp["waba_id"],
        context.settings.public_url(tenant.hostnames[0]),
        *(secret_name(tenant.names.stack, *each, context.settings.lasting_key) for each in told),
    ]
