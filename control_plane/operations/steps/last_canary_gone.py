"""Never two canaries: a new one waits until nothing is left of the one before (services/canaries.py asked for
that in the same moment)."""

from sqlalchemy import select

from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.models import Operation, Tenant
from control_plane.operations.lifecycles import CANARY
from control_plane.operations.states import LIVE
from control_plane.operations.step import StepContext


class LastCanaryGone:
    name = "last_canary_gone"
    deadline_seconds = 30

    def check(self, context: StepContext) -> bool:
        return not _others(context)

    def apply(self, context: StepContext) -> None:
        """Looks once and comes back: the operation that clears up may need this runner's thread."""
        slug, operation_id, is_live = _others(context)[0]
        if is_live:
            raise RetryLater("canary_leaves", f"What is left of {slug} is still being taken away.")
        raise StepFailed(
            "canary_left",
            f"What is left of {slug} could not be taken away.",
            next_action=f"See why (guiche operation explain {operation_id}), put that right, run it again.",
        )


def _others(context: StepContext) -> list[tuple[str, str, bool]]:
    """Other canaries that are there: slug, newest operation, and whether that goes on."""
    with transaction(context.sessions) as session:
        query = (
            select(Tenant.slug, Operation.id, Operation.state)
            .join(Operation, Operation.tenant_id == Tenant.id)
            .where(Tenant.lifecycle == CANARY, Tenant.id != context.tenant_id)
            .order_by(Operation.created_at.desc())
        )
        return [(slug, id_, state in LIVE) for slug, id_, state in session.execute(query)]
