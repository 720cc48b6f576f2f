"""A restore for practice: into volumes beside the others, by a server of its own, of which nothing stays."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.deploy_stack import remove_jobs
from control_plane.operations.steps.load_backup import load_backup
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

PRACTICE = 0
"""Generation of volumes that are filled only to see whether it works."""


def practise(context: StepContext, run_id: str) -> dict[str, Any]:
    """Restores the backup of this run, and removes it again: what the job proved.

    What a runner that was killed has left of an earlier practice goes first. Raises StepFailed when the
    backup cannot be restored, or is not what was recorded; nothing stays then either.
    """
    tenant = _practice_tenant(context)
    try:
        proven = load_backup(context, tenant, run_id)
    except StepFailed:
        _clear_in_spite(context, tenant)
        raise
    _clear(context, tenant)
    return proven


def is_left(context: StepContext) -> bool:
    """Whether there is anything of a practice."""
    return restored_database.is_left(context, _practice_tenant(context))


def _practice_tenant(context: StepContext) -> TenantFacts:
    tenant = load_tenant(context)
    return replace(tenant, names=replace(tenant.names, generation=PRACTICE))


def _clear(context: StepContext, tenant: TenantFacts) -> None:
    remove_jobs(context, tenant.names)
    restored_database.remove(context, tenant)


def _clear_in_spite(context: StepContext, tenant: TenantFacts) -> None:
    """Whatever the step's deadline says; what failed first is what people are told.

    Not after another runner took the operation over: that one clears away itself.
    """

    def progress(message: str, percent: int | None = None) -> None:
        with suppress(StepFailed):
            context.progress(message, percent)

    with suppress(StepFailed):
        _clear(replace(context, progress=progress), tenant)
