"""Bodies that come at once, stored at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from appliance.context import Context
from appliance.database import Sessions
from appliance.whatsapp import intake
from appliance.whatsapp.intake import Intake
from appliance.whatsapp.models import WebhookDelivery

pytestmark = pytest.mark.integration


def stored(context: Context) -> list[bytes]:
    with context.sessions() as session:
        return sorted(session.scalars(select(WebhookDelivery.body)))


def test_every_body_of_a_burst_is_stored_once(context: Context) -> None:
    shared = Intake(context.sessions)
    bodies = [b"%d" % (number % 40) for number in range(80)]
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(shared.store, bodies))
    assert stored(context) == sorted(set(bodies))


def test_a_body_that_was_stored_before_is_left_as_it_is(context: Context) -> None:
    for _ in range(2):
        Intake(context.sessions).store(b"again")
    assert stored(context) == [b"again"]


def test_large_bodies_are_not_put_into_one_statement(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "TOGETHER_BYTES", 100)
    shared = Intake(context.sessions)
    bodies = [bytes([number]) * 80 for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(shared.store, bodies))
    assert stored(context) == bodies


def test_who_waited_for_a_commit_that_failed_is_told(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sessions: Sessions, _work: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("gone away"))

    monkeypatch.setattr(intake, "run_transaction", fail)
    with pytest.raises(OperationalError):
        Intake(context.sessions).store(b"{}")
    monkeypatch.undo()
    Intake(context.sessions).store(b"{}")
    assert stored(context) == [b"{}"]


def test_nobody_is_told_that_a_body_is_stored_when_its_writer_broke_off(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Intake(context.sessions)

    def fail(_sessions: Sessions, _work: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(intake, "run_transaction", fail)
    with ThreadPoolExecutor(4) as threads:
        with shared._writing:
            asked = [threads.submit(shared.store, b"%d" % number) for number in range(4)]
            while len(shared._waiting) < 4:
                pass
        raised = sorted(type(each.exception()).__name__ for each in asked)
    assert raised == ["MemoryError", "RuntimeError", "RuntimeError", "RuntimeError"]
    assert stored(context) == []
