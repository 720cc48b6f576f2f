"""A second database server of a tenant, on new volumes, that nobody but our own jobs talks to."""

from copy import deepcopy
from dataclasses import replace
from functools import partial

from control_plane.adapters.engine_api import Json
from control_plane.operations.step import StepContext
from control_plane.operations.steps.deploy_stack import watcher
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.stack_document import stack_document
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

HOST = "restored"
"""Its name on the private network; the live one keeps `mysql`."""
_READY_SECONDS = 180
_GENERATION = "restore.generation"


def restored_tenant(context: StepContext) -> TenantFacts:
    """The tenant as it will be: the same, with the next generation of volumes."""
    tenant = load_tenant(context)
    generation = context.recall(_GENERATION)
    if generation is None:
        generation = tenant.names.generation + 1
        context.remember(_GENERATION, generation)
    return replace(tenant, names=replace(tenant.names, generation=int(generation)))


def is_swapped(context: StepContext) -> bool:
    """Whether the tenant has moved on to the volumes that this operation filled."""
    return bool(context.recall(_GENERATION) == load_tenant(context).names.generation)


def volumes(tenant: TenantFacts) -> tuple[str, str, str]:
    """Those of its generation that a restore fills."""
    return tenant.names.database_volume, tenant.names.redis_volume, tenant.names.media_volume


def is_left(context: StepContext, tenant: TenantFacts) -> bool:
    """Whether there is anything of the server or its volumes."""
    found = any(context.adapters.volumes.find(name) for name in volumes(tenant))
    return found or not is_stopped(context, tenant)


def is_stopped(context: StepContext, tenant: TenantFacts) -> bool:
    """Whether no such server runs or is about to."""
    return context.adapters.stacks.is_gone(_stack(tenant))


def remove(context: StepContext, tenant: TenantFacts) -> None:
    """The server and the volumes it filled."""
    stop(context, tenant)
    tell = Pace(context.progress)
    for name in volumes(tenant):
        context.adapters.volumes.remove(name, partial(tell, f"Removing the volume {name}", 95))


def start(context: StepContext, tenant: TenantFacts) -> None:
    """Runs the server and waits until it is up. Raises StepFailed."""
    context.adapters.stacks.deploy(
        _stack(tenant),
        _document(context, tenant),
        watcher(context.progress),
        timeout=_READY_SECONDS,
        prune=True,
    )


def stop(context: StepContext, tenant: TenantFacts) -> None:
    """Returns when the server has ended by itself and nothing of it is left but its volumes."""
    tell = Pace(context.progress)
    context.adapters.stacks.remove(_stack(tenant), lambda: tell("Stopping the second database"))


def _stack(tenant: TenantFacts) -> str:
    return f"{tenant.names.stack}--restore"  # no slug has two dashes: never another tenant's stack


def _document(context: StepContext, tenant: TenantFacts) -> Json:
    document = deepcopy(stack_document(context, tenant))
    # a stack takes its configs over and away with it: under the same name they would be the live stack's
    configuration = document["configs"]["database"]
    configuration["name"] += "-r"
    # a service's own name is an alias on each of its networks: as `mysql` it would answer for the live one
    return document | {
        "services": {HOST: document["services"]["mysql"]},
        "configs": {"database": configuration},
    }
