"""Points the number's webhook at the tenant. Meta calls the address back at once, so the edge comes first."""

from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

_SECRETS = (
    "database_app_password",
    "redis_password",
    "session_key",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "fila_ia_key",
)


class ConnectWhatsapp:
    name = "connect_whatsapp"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = appliance_job(
            context,
            tenant,
            "connect-whatsapp",
            secrets=_SECRETS,
            environment={"MAIL_HOST": ""},  # sends no e-mail, so it is not given the password either
            reaches_out=True,
            timeout_seconds=120,
        )
        run_job(context, job, "Connecting the WhatsApp number")
        prove(context, self.name, *_subjects(context, tenant))


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    secrets = current_secrets(context, ["whatsapp_token", "whatsapp_verify_token"])
    whatsapp = tenant.configuration["whatsapp"]
    return [
        whatsapp["phone_number_id"],
        whatsapp["waba_id"],
        context.settings.public_url(tenant.hostnames[0]),
        *(secret.object_name for secret in secrets),
    ]
