"""A job of `backups/` in the tenant's edge network: the only one with a way out to another place."""

from collections.abc import Iterator
from contextlib import contextmanager

from control_plane.adapters.jobs import Job, Mount
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.offsite_settings import OffsiteSettings
from control_plane.operations.step import StepContext
from control_plane.operations.steps.backup_job import repository_job
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.tenant import TenantFacts
from control_plane.services.credentials import Vault

LOGIN, PASSWORDS = "offsite_login", "offsite_passwords"


@contextmanager
def offsite_job(context: StepContext, tenant: TenantFacts, command: str) -> Iterator[Job]:
    """`python3 -m backups <command>`; the login of the other place is in the engine for as long as it runs.

    Raises StepFailed where no other place is set.
    """
    offsite = context.settings.offsite
    if not offsite.is_set:
        raise StepFailed("offsite_unset", "No place off site is set (OFFSITE_REPOSITORY).")
    secrets = [
        context.adapters.secrets.ensure(tenant.names, name, value)
        for name, value in (
            (LOGIN, login(offsite)),
            (PASSWORDS, _passwords(context, tenant)),
        )
    ]
    try:
        yield repository_job(
            context,
            tenant,
            command,
            network=tenant.names.edge_network,
            environment={
                "TENANT_ID": tenant.id,
                "OFFSITE_REPOSITORY": offsite.location(context.settings.instance, tenant.id),
            },
            secrets=[*current_secrets(context, ["backup_password"]), *secrets],
            mounts=[Mount(tenant.names.backups_volume, "/backups"), *offsite_mounts(offsite)],
            hours=10,
        )
    finally:
        context.adapters.secrets.remove(secrets)


def _passwords(context: StepContext, tenant: TenantFacts) -> str:
    """The present one, then every one before it: off site a rotation arrives with the next copy."""
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        return "".join(f"{value}\n" for value in vault.history(session, tenant.id, "backup_password"))


def login(offsite: OffsiteSettings) -> str:
    """As the job reads it; empty lines where the place asks for none."""
    return f"{offsite.user}\n{offsite.password}\n"


def offsite_mounts(offsite: OffsiteSettings) -> list[Mount]:
    """A directory is at the same path in the job."""
    return [Mount(offsite.folder, offsite.folder)] if offsite.folder else []
