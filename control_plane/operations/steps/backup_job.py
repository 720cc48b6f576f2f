"""A job of `backups/`, in the backup image that is built from the tenant's own database image."""

from control_plane.adapters.jobs import Job, Mount
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.tenant import TenantFacts

USER = "10001:10001"
HOURS = 3600


def backup_job(
    context: StepContext,
    tenant: TenantFacts,
    command: str,
    *,
    run_id: str,
    database_user: str,
    database_host: str = "mysql",
    fills_media: bool = False,
) -> Job:
    """`python3 -m backups <command>` for one run; only `fills_media` may write to the media volume."""
    password = f"database_{database_user}_password"
    return Job(
        name=tenant.names.job(command),
        image=context.adapters.images.pin(tenant.configuration["images"][f"backup_{tenant.database}"]),
        command=["python3", "-m", "backups", command],
        user=USER,
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        environment={
            "PYTHONPATH": "/app",
            "TENANT_ID": tenant.id,
            "RUN_ID": run_id,
            "DATABASE_HOST": database_host,
            "DATABASE_USER": database_user,
            "DATABASE_PASSWORD_FILE": f"/run/secrets/{password}",
            "DATABASE_IMAGE": context.adapters.images.pin(tenant.database_image),
        },
        secrets=current_secrets(context, [password, "backup_password"]),
        mounts=[
            Mount(tenant.names.backups_volume, "/backups"),
            Mount(tenant.names.media_volume, "/media", is_read_only=not fills_media),
        ],
        memory_bytes=512 * 2**20,
        pids=128,
        timeout_seconds=4 * HOURS,
    )
