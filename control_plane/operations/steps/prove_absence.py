"""Asks engine, edge and allow-list once more whether anything of the tenant is left; only then it is gone."""

from control_plane.adapters.names import TENANT
from control_plane.database import utc_now
from control_plane.errors import StepFailed
from control_plane.inventory import things_of
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import load_tenant


class ProveAbsence:
    name = "prove_absence"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return context.recall(self.name) is not None and not _left(context)

    def apply(self, context: StepContext) -> None:
        context.progress("Looking for anything that is left", 20)
        left = _left(context)
        if left:
            raise StepFailed(
                "something_left",
                f"Still there: {', '.join(left)}.",
                next_action="Remove that by hand if it does not go by itself, then resume.",
            )
        context.remember(self.name, {"at": utc_now().isoformat(), "found": 0})


def _left(context: StepContext) -> list[str]:
    adapters = context.adapters
    containers = adapters.engine.containers(all=True, filters={"label": f"{TENANT}={context.tenant_id}"})
    hostnames = set(load_tenant(context).hostnames)
    return [
        *(f"{thing.kind} {thing.name}" for thing in things_of(adapters.engine, context.tenant_id)),
        *(f"container {each['Names'][0].lstrip('/')}" for each in containers),
        *(f"address {name}" for name in sorted(hostnames & adapters.allow_list.known())),
    ]
