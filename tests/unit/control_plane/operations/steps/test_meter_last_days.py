"""The last days of a help desk that is about to be stopped, fetched before nobody can be asked any more."""

import json
from typing import Any

import pytest
from requests import Response

from control_plane.database import transaction, utc_now
from control_plane.errors import RetryLater
from control_plane.models import Tenant
from control_plane.operations.steps.meter_last_days import MeterLastDays
from control_plane.services.usage import next_day
from control_plane.usage_models import TenantUsage
from tests.unit.control_plane.operations.steps.conftest import Scene

STEP = MeterLastDays()


class Desk:
    """Answers as a help desk's own view does."""

    def __init__(self, *days: dict[str, Any], error: str = "") -> None:
        self._days = days
        self._error = error
        self.asked: list[str] = []

    def request(self, _method: str, host: str, target: str, **_more: Any) -> Response:
        self.asked.append(host + target)
        if self._error:
            raise RetryLater("no_answer", self._error)
        answer = Response()
        answer.status_code = 200
        answer._content = json.dumps({"data": list(self._days)}).encode()
        return answer


def day(number: int, *, is_closed: bool, messages: Any = 3) -> dict[str, Any]:
    return {"day": f"2026-11-{number:02}", "figures": {"messages_in": messages}, "is_closed": is_closed}


def metered(scene: Scene, desk: Desk) -> list[tuple[int, bool, int]]:
    """What is kept once the step is through."""
    scene.adapters.tenant_http = desk  # type: ignore[attr-defined]
    STEP.apply(scene.context)
    with transaction(scene.context.sessions) as session:
        rows = session.query(TenantUsage).order_by(TenantUsage.day)
        return [(row.day.day, row.is_partial, row.figures["messages_in"]) for row in rows]


def test_what_is_not_over_is_kept_as_such(ready: Scene) -> None:
    desk = Desk(day(18, is_closed=True), day(19, is_closed=False, messages=1))
    assert not STEP.check(ready.context)
    assert metered(ready, desk) == [(18, False, 3), (19, True, 1)]
    assert "unclosed=true" in desk.asked[0]
    assert STEP.check(ready.context)


def test_what_is_not_over_is_asked_for_again_and_replaced(ready: Scene) -> None:
    metered(ready, Desk(day(18, is_closed=True), day(19, is_closed=False, messages=1)))
    with transaction(ready.context.sessions) as session:
        tenant = session.get_one(Tenant, ready.context.tenant_id)
        assert next_day(session, tenant).day == 19
    whole = Desk(day(18, is_closed=True, messages=99), day(19, is_closed=True, messages=7))
    assert metered(ready, whole) == [(18, False, 3), (19, False, 7)]


@pytest.mark.parametrize(
    "desk", [Desk(error="nobody there"), Desk({"day": "x"}), Desk(day(18, is_closed=False, messages=-1))]
)
def test_one_that_does_not_say_is_stopped_all_the_same(ready: Scene, desk: Desk) -> None:
    assert metered(ready, desk) == []
    assert STEP.check(ready.context)


def test_one_that_is_closed_already_is_not_asked(ready: Scene) -> None:
    with transaction(ready.context.sessions) as session:
        session.get_one(Tenant, ready.context.tenant_id).closed_at = utc_now()
    assert STEP.check(ready.context)
