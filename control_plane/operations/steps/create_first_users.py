"""The tenant's first people, from a secret that exists only while the job runs."""

from control_plane.adapters.secrets import Secret
from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.prepare_database import database_subjects
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import (
    FIRST_USERS,
    TenantFacts,
    load_tenant,
    read_credentials,
)


class CreateFirstUsers:
    name = "create_first_users"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        is_done = is_proven(context, self.name, *database_subjects(context, tenant))
        return is_done and _secret(context, tenant) is None

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        value = read_credentials(context, [FIRST_USERS])[FIRST_USERS]
        secret = context.adapters.secrets.ensure(tenant.names, FIRST_USERS, value)
        try:
            job = appliance_job(
                context,
                tenant,
                "create-users",
                secrets=["database_app_password"],
                environment={
                    "FIRST_USERS_FILE": f"/run/secrets/{FIRST_USERS}",
                    # in a copied database they may be there already, with passwords that nobody here knows
                    "FIRST_USERS_TAKE_OVER": "yes" if context.inputs.get("source") else "no",
                },
                extra_secrets=[secret],
                timeout_seconds=120,
            )
            run_job(context, job, "Creating the first users")
        finally:
            context.adapters.secrets.remove([secret])
        prove(context, self.name, *database_subjects(context, tenant))


def _secret(context: StepContext, tenant: TenantFacts) -> Secret | None:
    value = read_credentials(context, [FIRST_USERS])[FIRST_USERS]
    return context.adapters.secrets.find(tenant.names, FIRST_USERS, value)
