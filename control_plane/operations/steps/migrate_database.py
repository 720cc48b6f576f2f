"""Brings the tenant's tables to the state that its application image expects."""

from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.prepare_database import database_subjects
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

_SECRET = "database_migrate_password"  # noqa: S105 - a name


class MigrateDatabase:
    name = "migrate_database"
    deadline_seconds = 900

    def check(self, context: StepContext) -> bool:
        return is_migrated(context, load_tenant(context))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = appliance_job(
            context,
            tenant,
            "migrate",
            secrets=[_SECRET],
            environment={
                "DATABASE_USER": "migrate",
                "DATABASE_PASSWORD_FILE": f"/run/secrets/{_SECRET}",
            },
            timeout_seconds=self.deadline_seconds - 60,
        )
        run_job(context, job, "Migrating the database")
        prove_migrated(context, tenant)


def is_migrated(context: StepContext, tenant: TenantFacts) -> bool:
    """Whether the very image that the tenant runs migrated this database: a new image migrates again."""
    return is_proven(context, MigrateDatabase.name, *_subjects(context, tenant))


def prove_migrated(context: StepContext, tenant: TenantFacts) -> None:
    """For whoever ran the migration: it need not be run on this database again."""
    prove(context, MigrateDatabase.name, *_subjects(context, tenant))


def _subjects(context: StepContext, tenant: TenantFacts) -> list[str]:
    image = context.adapters.images.pin(tenant.configuration["images"]["appliance"])
    return [*database_subjects(context, tenant), image]
