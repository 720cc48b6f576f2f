"""A job of `backups/`, in the backup image that is built from the tenant's own database image."""

import json
from typing import Any

from control_plane.adapters.jobs import Job, Mount
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.run_job import tail
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


def run_backup_job(context: StepContext, job: Job, doing: str) -> dict[str, Any]:
    """What the job reported as its result. Raises StepFailed in the job's own words."""
    tell = Pace(context.progress)
    result = context.adapters.jobs.run(job, lambda seconds: tell(doing, min(90, 5 + int(seconds))))
    last = _last_event(result.output)
    if result.exit_code != 0 or last.get("event") != "result":
        why = last.get("message") or tail(result.output)
        raise StepFailed(str(last.get("code", "job_failed")), f"{doing} failed: {why}")
    value: dict[str, Any] = last["result"]
    return value


def _last_event(output: str) -> dict[str, Any]:
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            event: dict[str, Any] = json.loads(line)
            return event
    return {}
