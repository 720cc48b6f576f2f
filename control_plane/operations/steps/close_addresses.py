"""Shows people a page that says the tenant is closed, and Meta a 503, before anything of it is stopped.

Meta delivers again for days what was answered with an error (Meta, WhatsApp Cloud API, webhooks: retry), so a
short suspension loses no message.
"""

import time

from control_plane.database import transaction, utc_now
from control_plane.errors import RetryLater
from control_plane.models import Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import load_tenant
from control_plane.services.closed_page import closed_page

_WAIT_SECONDS = 30
_POLL_SECONDS = 0.3


class CloseAddresses:
    """`closed_as`: suspended or archived, which is what the page says."""

    deadline_seconds = 60

    def __init__(self, name: str, closed_as: str) -> None:
        self.name = name
        self._closed_as = closed_as

    def check(self, context: StepContext) -> bool:
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            if tenant.closed_as != self._closed_as or tenant.closed_at is None:
                return False
        return not _not_shown(context, self._page(context))

    def apply(self, context: StepContext) -> None:
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            tenant.closed_as = self._closed_as
            tenant.closed_at = tenant.closed_at or utc_now()
        page = self._page(context)
        for hostname in load_tenant(context).hostnames:
            context.adapters.closed_pages.show(hostname, page)
        _wait(context, page)

    def _page(self, context: StepContext) -> str:
        with transaction(context.sessions) as session:
            tenant = session.get_one(Tenant, context.tenant_id)
            return closed_page(session, context.settings.templates_dir, tenant, self._closed_as)


def _wait(context: StepContext, page: str) -> None:
    tell = Pace(context.progress)
    limit = time.monotonic() + _WAIT_SECONDS
    while waiting := _not_shown(context, page):
        tell(f"Waiting for the page at {', '.join(waiting)}", 60)
        if time.monotonic() > limit:
            raise RetryLater("page_not_shown", f"The edge does not show the page at {', '.join(waiting)}.")
        time.sleep(_POLL_SECONDS)


def _not_shown(context: StepContext, page: str) -> list[str]:
    """The hostnames at which the edge answers something else."""
    hostnames = load_tenant(context).hostnames
    answers = {name: context.adapters.tenant_http.request("GET", name, "/") for name in hostnames}
    return [name for name, answer in answers.items() if answer.status_code != 503 or answer.text != page]
