"""Brings up the stack, or first only its database and Redis, and waits until what runs is what was asked."""

from control_plane.adapters.names import TENANT, TenantNames
from control_plane.adapters.stack_state import ServiceState
from control_plane.operations.step import Progress, StepContext
from control_plane.operations.steps.create_secrets import stale_secrets
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.stack_document import database_document, stack_document
from control_plane.operations.steps.tenant import load_tenant


class DeployDatabase:
    """Before the rest, so that web and worker never meet a database without users or tables."""

    name = "deploy_database"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        document = database_document(context, tenant)
        states = context.adapters.stacks.states(tenant.names.stack, document)
        return all(state.verdict == "settled" for state in states)

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        context.progress("Starting database and Redis", 5)
        context.adapters.stacks.deploy(
            tenant.names.stack,
            database_document(context, tenant),
            watcher(context.progress),
            timeout=self.deadline_seconds - 60,
            prune=False,
        )

    def undo(self, context: StepContext) -> None:
        remove_stack(context)


class DeployStack:
    name = "deploy_stack"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        """Old versions of its secrets are gone too: from here on nothing needs them."""
        tenant = load_tenant(context)
        document = stack_document(context, tenant)
        return context.adapters.stacks.is_as_asked(tenant.names.stack, document) and not stale_secrets(
            context
        )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        context.progress("Starting web and worker", 5)
        context.adapters.stacks.deploy(
            tenant.names.stack,
            stack_document(context, tenant),
            watcher(context.progress),
            timeout=self.deadline_seconds - 60,
            prune=True,
        )
        remove_jobs(context, tenant.names)  # one that a dead runner left may hold an old secret
        context.adapters.secrets.remove(stale_secrets(context))

    def undo(self, context: StepContext) -> None:
        remove_stack(context)


def watcher(progress: Progress) -> "Watcher":
    """Turns looks at the services into lines of progress."""
    return Watcher(Pace(progress))


class Watcher:
    def __init__(self, tell: Pace) -> None:
        self._tell = tell

    def __call__(self, states: list[ServiceState]) -> None:
        settled = [state for state in states if state.verdict == "settled"]
        waiting = ", ".join(f"{state.name}: {state.reason}" for state in states if state not in settled)
        percent = 10 + 90 * len(settled) // max(1, len(states))
        self._tell(f"Waiting for {waiting}" if waiting else "Every service is up", percent)


def remove_stack(context: StepContext) -> None:
    """Takes the stack down, and jobs that a dead runner left; volumes and secrets stay."""
    names = load_tenant(context).names
    tell = Pace(context.progress)
    remove_jobs(context, names)
    context.adapters.stacks.remove(names.stack, lambda: tell(f"Removing the stack {names.stack}"))


def remove_jobs(context: StepContext, names: TenantNames) -> None:
    """Those that a dead runner left: they go on by themselves, and hold volumes and secrets."""
    for job in context.adapters.jobs.left_behind(f"{TENANT}={names.tenant_id}"):
        context.adapters.jobs.remove(job.service_id)
