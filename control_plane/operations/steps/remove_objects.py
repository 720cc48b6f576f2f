"""Takes away what a tenant has in the engine, kind by kind; data last, and only in a purge."""

from functools import partial

from control_plane.operations.step import StepContext
from control_plane.operations.steps import restored_database
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.deploy_stack import remove_stack
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import load_tenant


class RemoveStack:
    name = "remove_stack"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        return context.adapters.stacks.is_gone(tenant.names.stack) and restored_database.is_stopped(
            context, tenant
        )

    def apply(self, context: StepContext) -> None:
        context.progress("Stopping every service", 10)
        remove_stack(context)
        restored_database.stop(context, load_tenant(context))  # left by a restore that was never ended


class RemoveSecrets:
    """They stay in the vault, from which they can be put into the engine again."""

    name = "remove_secrets"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return not context.adapters.secrets.all_of(context.tenant_id)

    def apply(self, context: StepContext) -> None:
        secrets = context.adapters.secrets.all_of(context.tenant_id)
        context.progress(f"Removing {len(secrets)} secrets", 10)
        context.adapters.secrets.remove(secrets)


class RemoveNetworks:
    name = "remove_networks"
    deadline_seconds = 120

    def check(self, context: StepContext) -> bool:
        names = load_tenant(context).names
        networks = (names.private_network, names.edge_network)
        return not any(context.adapters.networks.find(name) for name in networks)

    def apply(self, context: StepContext) -> None:
        CreateNetworks().undo(context)


class RemoveVolumes:
    """Of every generation, and the repository of its backups: from here on nothing can be brought back."""

    name = "remove_volumes"
    deadline_seconds = 300

    def check(self, context: StepContext) -> bool:
        return not context.adapters.volumes.all_of(context.tenant_id)

    def apply(self, context: StepContext) -> None:
        tell = Pace(context.progress)
        volumes = context.adapters.volumes.all_of(context.tenant_id)
        known: list[str] = context.recall("removed_volumes") or []
        context.remember("removed_volumes", sorted({*known, *volumes}))
        for at, name in enumerate(volumes):
            percent = 100 * at // len(volumes)
            context.adapters.volumes.remove(name, partial(tell, f"Removing the volume {name}", percent))
