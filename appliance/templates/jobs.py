"""Fetching templates, in the background."""

from datetime import timedelta

import structlog
from sqlalchemy import select

from appliance.context import Context
from appliance.database import utc_now
from appliance.templates import states
from appliance.templates.graph import ListingBroken, open_graph
from appliance.templates.models import Template
from appliance.templates.syncing import OutOfTime, refresh_name, sync
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable
from appliance.worker.jobs import context, job

SECONDS = 50.0
"""Well inside the job timeout."""
FIRST_POLL = timedelta(seconds=10)
POLL_EVERY = timedelta(minutes=3)
"""At most this long between two; a new template is asked about sooner, for many are decided on at once."""
POLL_FOR = timedelta(days=3)
"""Meta decides within a day; what waits longer is left to the hourly sync."""
POLL_BATCH = 20

log = structlog.get_logger()


@job
def sync_templates() -> None:
    """Everything Meta has."""
    with open_graph(context()) as graph:
        try:
            sync(context(), graph, SECONDS)
        except OutOfTime:
            log.warning("templates not all synced: out of time")


@job
def poll_templates() -> None:
    """Those that wait for Meta's decision: it comes by webhook only to the app's own callback address."""
    with open_graph(context()) as graph:
        for name in waiting(context()):
            try:
                refresh_name(context(), graph, name)
            except (GraphError, Unreachable, NoAnswer, ListingBroken) as error:
                log.info("template not polled", name=name, reason=str(error)[:200])
                return


def waiting(context: Context) -> list[str]:
    """Names of templates that Meta has yet to decide on, and was not asked about for a while."""
    now = utc_now()
    with context.sessions() as session:
        rows = session.execute(
            select(Template.name, Template.synced_at, Template.updated_at)
            .where(Template.status.in_(states.WAITING), Template.updated_at > now - POLL_FOR)
            .order_by(Template.synced_at)
        ).all()
    due = [name for name, asked, changed in rows if now - (asked or changed) >= _pause(now - changed)]
    return list(dict.fromkeys(due))[:POLL_BATCH]


def _pause(age: timedelta) -> timedelta:
    return min(max(age / 2, FIRST_POLL), POLL_EVERY)
