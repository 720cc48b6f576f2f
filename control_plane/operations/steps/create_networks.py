"""The tenant's two networks: one without a way out for its services, one that the edge stands in too."""

from functools import partial

from control_plane.adapters.names import TENANT
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import load_tenant


class CreateNetworks:
    name = "create_networks"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        names = load_tenant(context).names
        networks = context.adapters.networks
        return all(
            (found := networks.find(name)) is not None and found.labels.get(TENANT) == names.tenant_id
            for name in (names.private_network, names.edge_network)
        )

    def apply(self, context: StepContext) -> None:
        names = load_tenant(context).names
        labels = names.labels("network")
        context.progress(f"Creating the network {names.private_network}", 10)
        context.adapters.networks.create(names.private_network, labels, internal=True)
        context.progress(f"Creating the network {names.edge_network}", 60)
        context.adapters.networks.create(names.edge_network, labels, internal=False)

    def undo(self, context: StepContext) -> None:
        names = load_tenant(context).names
        tell = Pace(context.progress)
        edge_network = context.adapters.networks.find(names.edge_network)
        if edge_network is not None:
            context.adapters.attachments.detach(edge_network)
        for name in (names.edge_network, names.private_network):
            context.adapters.networks.remove(name, partial(tell, f"Removing the network {name}"))
