"""The tenant answers through the edge, with database, Redis, worker and schema in order."""

import time

from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import load_tenant
from control_plane.operations.steps.tenant_client import TenantClient

_WAIT_SECONDS = 90
_POLL_SECONDS = 0.5


class CheckAnswers:
    name = "check_answers"
    deadline_seconds = 180

    def check(self, context: StepContext) -> bool:
        return _answer(context)[0] == 200

    def apply(self, context: StepContext) -> None:
        tell = Pace(context.progress)
        limit = time.monotonic() + _WAIT_SECONDS
        while (answer := _answer(context))[0] != 200:
            tell(f"Waiting for the help desk to be ready ({answer[0]})", 30)
            if time.monotonic() > limit:
                raise StepFailed("not_ready", f"The help desk is not ready: {answer[0]} {answer[1][:200]}")
            time.sleep(_POLL_SECONDS)


def _answer(context: StepContext) -> tuple[int, str]:
    public_url = context.settings.public_url(load_tenant(context).hostnames[0])
    response = TenantClient(context.adapters.tenant_http, public_url).page("/readyz")
    return response.status_code, response.text
