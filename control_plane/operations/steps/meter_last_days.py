"""What a help desk has used and not told yet, before it is stopped: nobody can ask it afterwards.

A day is closed hours after its end (appliance/usage/closing.py); whoever is archived today would never be
billed for yesterday evening. Should the tenant come back, it closes those days itself, and that counts.
"""

from control_plane.database import transaction
from control_plane.errors import RetryLater
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import read_credentials
from control_plane.services.usage import next_day
from control_plane.usage_fetching import UsageFetching
from foundation.rotating import current


class MeterLastDays:
    """One that does not answer is stopped all the same: it may be why."""

    name = "meter_last_days"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            is_closed = session.get_one(Tenant, context.tenant_id).closed_at is not None
        return is_closed or context.recall(self.name) is not None

    def apply(self, context: StepContext) -> None:
        fetching = UsageFetching(context.settings, context.sessions, context.adapters.tenant_http)
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            since = next_day(session, tenant)
        key = current(read_credentials(context, ["session_key"])["session_key"])
        try:
            kept = fetching.keep(tenant, fetching.fetch(tenant, key, since, unclosed=True))
            said = f"{kept} days of usage stored"
        except RetryLater as error:
            said = f"Its usage since {since.isoformat()} is not known: {error.message}"
        except (ValueError, KeyError, TypeError) as error:
            said = f"Its usage since {since.isoformat()} is not understood: {error}"
        context.progress(said, 90)
        context.remember(self.name, said)
