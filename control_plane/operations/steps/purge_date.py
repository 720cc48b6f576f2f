"""When what is kept of a tenant goes, and that it does not after all."""

from datetime import datetime, timedelta

from control_plane.database import transaction, utc_now
from control_plane.models import Tenant
from control_plane.operations.step import StepContext


class SchedulePurge:
    name = "schedule_purge"
    deadline_seconds = 30

    def check(self, context: StepContext) -> bool:
        wanted = context.recall(self.name)
        return wanted is not None and _purge_at(context) == datetime.fromisoformat(wanted)

    def apply(self, context: StepContext) -> None:
        purge_at = utc_now() + timedelta(days=context.inputs["days"])
        with transaction(context.sessions) as session:
            session.get_one(Tenant, context.tenant_id).purge_at = purge_at
        context.progress(f"What is kept goes on {purge_at:%Y-%m-%d}", 90)
        context.remember(self.name, purge_at.isoformat())


class CallOffPurge:
    """First of all, so that no clock purges what comes back; and no backup from before counts as final."""

    name = "call_off_purge"
    deadline_seconds = 30

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            return tenant.purge_at is None and tenant.closed_at is None

    def apply(self, context: StepContext) -> None:
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            tenant.purge_at = tenant.closed_at = None


def _purge_at(context: StepContext) -> datetime | None:
    with transaction(context.sessions) as session:
        return session.get_one(Tenant, context.tenant_id).purge_at
