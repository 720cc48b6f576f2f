"""Fills empty volumes from a restore point, by a database server that nobody else talks to."""

import time
from functools import partial
from typing import Any

from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.backup_job import Repository, backup_job
from control_plane.operations.steps.deploy_stack import remove_jobs
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.prepare_database import prepare_job
from control_plane.operations.steps.proven_backup import record_proof
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import TenantFacts


def load_backup(
    context: StepContext, tenant: TenantFacts, run_id: str, repository: Repository | None = None
) -> dict[str, Any]:
    """What the job proved: rows per table, checksum; the backup's row says so too. The server still runs; its
    volumes are full.

    `tenant`: with the generation to be filled; what an earlier attempt left there goes first. `repository`:
    another tenant's, to copy from. Raises StepFailed when it is not what was backed up.
    """
    started = time.monotonic()
    _empty_volumes(context, tenant)
    restored_database.start(context, tenant)
    run_job(
        context,
        prepare_job(context, tenant, database_host=restored_database.HOST),
        "Creating database users",
    )
    job = backup_job(
        context,
        tenant,
        "restore",
        run_id=run_id,
        database_user="root",
        database_host=restored_database.HOST,
        fills_media=True,
        repository=repository,
    )
    loaded = run_job(context, job, "Loading the backup and proving its rows")
    record_proof(context, run_id, loaded, time.monotonic() - started)
    return loaded


def _empty_volumes(context: StepContext, tenant: TenantFacts) -> None:
    remove_jobs(context, tenant.names)  # one that a dead runner left still fills the volumes
    restored_database.stop(context, tenant)
    tell = Pace(context.progress)
    for name in restored_database.volumes(tenant):
        context.adapters.volumes.remove(name, partial(tell, f"Removing {name}, left by an attempt", 5))
        context.adapters.volumes.create(name, tenant.names.labels("volume"))
