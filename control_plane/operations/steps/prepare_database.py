"""Schema and least-privilege users (app, migrate, dump), made by a job in the tenant's own database image.

Each is let in by exactly the passwords that count in the vault: one, or two while they are rotated.
"""

from pathlib import Path

from control_plane.adapters.jobs import Job
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets, versioned_names
from control_plane.operations.steps.engine_secrets import DATABASE_LOGINS, DATABASE_USERS
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

DATABASE_NAME = "appliance"
DATABASE_PASSWORDS = tuple(f"database_{login}_password" for login in DATABASE_LOGINS)
_SCRIPT = Path(__file__).with_suffix(".sh")


class PrepareDatabase:
    name = "prepare_database"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        return is_proven(context, self.name, *_subjects(context, load_tenant(context)))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        result = run_job(context, prepare_job(context, tenant), "Creating schema and database users")
        if [user.partition("@")[0] for user in result["users"]] != ["app", "migrate", "dump"]:
            raise StepFailed("database_users", f"Not every database user can get in: {result['users']}")
        prove_prepared(context, tenant)


def prove_prepared(context: StepContext, tenant: TenantFacts) -> None:
    """For whoever ran `prepare_job`: this database has its users."""
    prove(context, PrepareDatabase.name, *_subjects(context, tenant))


def prepare_job(context: StepContext, tenant: TenantFacts, database_host: str = "mysql") -> Job:
    """The script is the argument; what is secret reaches it as a file."""
    return Job(
        name=tenant.names.job("prepare-database"),
        image=context.adapters.images.pin(tenant.database_image),
        command=["sh", "-c", _SCRIPT.read_text(encoding="utf-8")],
        user="999:999",
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        environment={"DATABASE_HOST": database_host, "DATABASE_NAME": DATABASE_NAME},
        secrets=current_secrets(context, [DATABASE_USERS]),
        timeout_seconds=120,
    )


def database_subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    """What a proof about the database's content hangs on: the volume, and when it was born."""
    volume = context.adapters.volumes.find(tenant.names.database_volume)
    return [tenant.names.database_volume, volume.birth if volume else "none"]


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    return [*database_subjects(context, tenant), *versioned_names(context, DATABASE_PASSWORDS)]
