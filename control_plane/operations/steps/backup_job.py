"""A job of `backups/`, in the backup image that is built from the tenant's own database image."""

from dataclasses import dataclass

from control_plane.adapters.jobs import Job, Mount
from control_plane.adapters.secrets import Secret
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.tenant import TenantFacts

USER = "10001:10001"
HOURS = 3600


@dataclass(frozen=True)
class Repository:
    """Where a tenant's backups are, and what opens them."""

    tenant_id: str
    volume: str
    password: Secret
    """Named `backup_password`."""


def backup_job(
    context: StepContext,
    tenant: TenantFacts,
    command: str,
    *,
    run_id: str,
    database_user: str,
    database_host: str = "mysql",
    fills_media: bool = False,
    lets_go: bool = False,
    repository: Repository | None = None,
) -> Job:
    """`python3 -m backups <command>` for one run; only `fills_media` may write to the media volume, and only
    `lets_go` applies retention.

    `repository`: another tenant's, to read from; None: its own.
    """
    volume = repository.volume if repository else tenant.names.backups_volume
    backup_password = [repository.password] if repository else current_secrets(context, ["backup_password"])
    password = f"database_{database_user}_password"
    return repository_job(
        context,
        tenant,
        command,
        network=tenant.names.private_network,
        environment={
            "TENANT_ID": repository.tenant_id if repository else tenant.id,
            "RUN_ID": run_id,
            "DATABASE_HOST": database_host,
            "DATABASE_USER": database_user,
            "DATABASE_PASSWORD_FILE": f"/run/secrets/{password}",
            "LETS_GO": "yes" if lets_go else "no",
            "DATABASE_IMAGE": context.adapters.images.pin(tenant.database_image),
        },
        secrets=[*current_secrets(context, [password]), *backup_password],
        mounts=[
            Mount(volume, "/backups"),
            Mount(tenant.names.media_volume, "/media", is_read_only=not fills_media),
        ],
        hours=4,
    )


def repository_job(
    context: StepContext,
    tenant: TenantFacts,
    command: str,
    *,
    network: str,
    environment: dict[str, str],
    secrets: list[Secret],
    mounts: list[Mount],
    hours: int,
) -> Job:
    """`python3 -m backups <command>` in the tenant's backup image, for `hours` at most."""
    return Job(
        name=tenant.names.job(command),
        image=context.adapters.images.pin(tenant.configuration["images"][f"backup_{tenant.database}"]),
        command=["python3", "-m", "backups", command],
        user=USER,
        networks=[network],
        labels=tenant.names.labels("job"),
        environment={"PYTHONPATH": "/app", **environment},
        secrets=secrets,
        mounts=mounts,
        memory_bytes=512 * 2**20,
        pids=128,
        timeout_seconds=hours * HOURS,
    )
