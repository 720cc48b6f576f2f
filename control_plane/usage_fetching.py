"""What a tenant's help desk says of its days, asked for with the platform's signature, through the edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from requests import Response

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, transaction
from control_plane.errors import RetryLater
from control_plane.models import Tenant
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices
from control_plane.settings import Settings
from control_plane.tenant_calls import TenantCalls
from foundation.platform_calls import Call

PATH = "/api/v1/platform/usage"


@dataclass(frozen=True)
class UsageFetching:
    """One tenant at a time."""

    settings: Settings
    sessions: Sessions
    http: TenantHttp

    def fetch(
        self, tenant: Tenant, session_key: str, since: date, *, unclosed: bool = False
    ) -> Sequence[dict[str, Any]]:
        """Its closed days from `since` on; `unclosed`: and those that are not over, so far.

        Raises RetryLater when it does not answer as it should.
        """
        query = {"since": since.isoformat()} | ({"unclosed": "true"} if unclosed else {})
        answer = self.ask(tenant, session_key, Call("GET", f"{PATH}?{urlencode(query)}"))
        days: list[dict[str, Any]] = answer.json()["data"]
        return days

    def ask(self, tenant: Tenant, session_key: str, call: Call) -> Response:
        """Raises RetryLater when it does not answer as it should."""
        answer = TenantCalls(self.settings, self.http).send(tenant, session_key, call)
        if answer.status_code not in (200, 204):
            raise RetryLater("platform_call_refused", f"The tenant answered with {answer.status_code}.")
        return answer

    def keep(self, tenant: Tenant, days: Sequence[dict[str, Any]]) -> int:
        """Each day its own transaction: what is here stays, whatever comes of the next; how many are new.

        Raises ValueError, KeyError or TypeError for what is no day.
        """
        prices = AiPrices(self.settings.ai_price_in, self.settings.ai_price_out)
        kept = 0
        for each in days:
            with transaction(self.sessions) as session:
                fresh = session.get_one(Tenant, tenant.id)
                day, is_partial = date.fromisoformat(each["day"]), not each.get("is_closed", True)
                kept += store(session, fresh, day, each["figures"], prices, is_partial=is_partial)
        return kept
