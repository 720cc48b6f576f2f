"""What every message would meet alike is met by one; the others wait, visibly, until it is mended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug import Response

from appliance.accounts.models import User
from appliance.conversations.models import Message
from appliance.database import run_transaction, transaction, utc_now
from appliance.realtime.models import Event
from appliance.whatsapp.models import PendingReceipt
from appliance.whatsapp.stops import RECEIPT_AWAITED, try_new_credentials
from appliance.worker import sweeps
from tests.integration.appliance.sending.conftest import Post, refusal
from tests.payloads.whatsapp import failure, status, value

pytestmark = pytest.mark.integration
Bearer = Callable[[User], dict[str, str]]


@pytest.fixture
def stopped(post: Post) -> list[int]:
    """Five messages to five customers, of which the first met an expired token; their ids."""
    ids = [post.queue(post.customer()) for _ in range(5)]
    for message_id in ids[1:]:
        post.change(message_id, retry_at=utc_now() + timedelta(hours=1))
    post.answer = lambda _body: refusal(190, 401)
    post.send()
    for message_id in ids[1:]:
        post.change(message_id, retry_at=None)
    return ids


def events(post: Post) -> int:
    with post.context.sessions() as session:
        return len(session.scalars(select(Event).where(Event.kind == "sending.updated")).all())


def test_nothing_fails_and_nothing_more_is_sent(post: Post, stopped: list[int]) -> None:
    post.send()
    assert len(post.bodies) == 1
    assert [post.row(message_id).status for message_id in stopped] == ["queued"] * 5
    assert (post.error(stopped[0])["kind"], post.error(stopped[0])["code"]) == ("credential", 190)
    assert (post.stop().code, post.stop().lifted_at, events(post)) == (190, None, 1)


def test_every_message_that_waits_says_why(post: Post, stopped: list[int]) -> None:
    for message_id in stopped:
        post.change(message_id, sent_at=utc_now() - timedelta(minutes=1))
    sweeps.explain_waiting(post.context)
    assert {post.error(message_id)["code"] for message_id in stopped} == {190}


def test_after_its_pause_one_message_is_tried_and_the_pause_grows(post: Post, stopped: list[int]) -> None:
    first = post.stop().until
    post.let_it_be_over()
    post.send()
    assert len(post.bodies) == 2
    assert first is not None
    again = post.stop()
    assert again.until is not None
    assert again.until - utc_now() > timedelta(seconds=110)
    assert again.reason["tried"] == 1


def test_what_is_taken_then_lets_all_others_follow(post: Post, stopped: list[int]) -> None:
    post.let_it_be_over()
    post.answer = None
    post.send()
    assert [post.row(message_id).status for message_id in stopped] == ["accepted"] * 5
    assert post.stop().lifted_at is not None
    assert events(post) == 2
    assert post.error(stopped[0]) == {}


def test_a_fault_of_the_probes_own_shows_that_sending_works(post: Post, stopped: list[int]) -> None:
    post.let_it_be_over()
    post.answer = lambda _body: refusal(131026)
    post.send()
    assert post.stop().lifted_at is not None


def test_no_answer_to_the_probe_decides_nothing(post: Post, stopped: list[int]) -> None:
    post.let_it_be_over()
    post.answer = lambda _body: refusal(131016, 500)
    post.send()
    stop = post.stop()
    assert (stop.lifted_at, len(post.bodies)) == (None, 2)
    assert stop.until is not None
    assert stop.until > utc_now()


def test_an_admin_has_it_tried_at_once(
    post: Post, stopped: list[int], client: FlaskClient, bearer: Bearer, clara: User, ana: User
) -> None:
    shown = client.get("/api/v1/sending", headers=bearer(ana)).get_json()
    assert (shown["waiting"], shown["stopped"]["code"], shown["stopped"]["kind"]) == (5, 190, "credential")
    assert client.post("/api/v1/sending/resume", headers=bearer(ana)).status_code == 403
    assert client.post("/api/v1/sending/resume", headers=bearer(clara)).status_code == 200
    post.answer = None
    post.send()
    shown = client.get("/api/v1/sending", headers=bearer(ana)).get_json()
    assert shown == {"stopped": None, "waiting": 0}


def test_other_credentials_are_tried_at_once_and_the_same_are_not(post: Post, stopped: list[int]) -> None:
    ours = post.context.settings.whatsapp
    run_transaction(post.context.sessions, lambda session: try_new_credentials(session, ours))
    assert post.stop().until > utc_now()  # type: ignore[operator]
    renewed = replace(ours, token="another")
    run_transaction(post.context.sessions, lambda session: try_new_credentials(session, renewed))
    assert post.stop().until <= utc_now()  # type: ignore[operator]


def test_a_worker_that_just_started_is_asked_to_try(post: Post, stopped: list[int]) -> None:
    post.change(stopped[1], sent_at=utc_now() - timedelta(minutes=1))
    for _ in range(3):
        sweeps.sweep_outbox(post.context)
    assert post.context.queues["outbound"].count == 1


def test_who_may_not_be_written_to_yet_is_not_the_one_to_try(post: Post) -> None:
    conversation_id = post.customer()
    post.queue(conversation_id, retry_at=utc_now() + timedelta(minutes=5))
    post.queue(conversation_id)
    ready = post.queue(post.customer())
    post.answer = lambda _body: refusal(190, 401)
    post.send()
    post.let_it_be_over()
    post.answer = None
    post.send()
    assert (post.row(ready).status, len(post.bodies)) == ("accepted", 2)


def test_a_spam_limit_pauses_for_hours(post: Post) -> None:
    message_id = post.queue(post.customer())
    post.answer = lambda _body: refusal(131048)
    post.send()
    assert (post.row(message_id).status, post.stop().kind) == ("queued", "throttled")
    assert post.stop().until > utc_now() + timedelta(hours=1)  # type: ignore[operator]


@pytest.fixture
def unpaid(post: Post, deliver: Callable[..., int]) -> int:
    """A message that Meta took, and failed for the bill afterwards; another waits, whose id this is."""
    post.queue(post.customer())
    post.send()
    deliver(value(statuses=(failure("wamid.O1", 131042),)))
    return post.queue(post.customer())


def accepted_id(post: Post, message_id: int) -> Any:
    return post.row(message_id).whatsapp_message_id


def test_what_meta_tells_only_later_stops_sending_as_well(post: Post, unpaid: int) -> None:
    post.send()
    assert (len(post.bodies), post.row(unpaid).status, post.stop().code) == (1, "queued", 131042)


def test_then_a_probe_is_awaited_until_its_receipt(
    post: Post, unpaid: int, deliver: Callable[..., int]
) -> None:
    other = post.queue(post.customer())
    post.let_it_be_over()
    post.send()
    assert sorted(post.row(one).status for one in (unpaid, other)) == ["accepted", "queued"]
    stop = post.stop()
    assert stop.lifted_at is None
    assert stop.until > utc_now() + RECEIPT_AWAITED / 2  # type: ignore[operator]
    [probe] = [one for one in (unpaid, other) if post.row(one).status == "accepted"]
    deliver(value(statuses=(status(accepted_id(post, probe), "sent"),)))
    assert post.stop().lifted_at is not None
    assert post.error(probe) == {}
    post.send()
    assert {post.row(one).status for one in (unpaid, other)} == {"sent", "accepted"}


def test_a_probes_receipt_may_be_faster_than_its_answer(
    post: Post, unpaid: int, deliver: Callable[..., int]
) -> None:
    post.let_it_be_over()

    def answer(body: dict[str, Any]) -> Any:
        data = {"biz_opaque_callback_data": body["biz_opaque_callback_data"]}
        deliver(value(statuses=(status("wamid.fast", "delivered", **data),)))
        return post.accept()

    post.answer = answer
    post.send()
    assert (post.row(unpaid).status, post.error(unpaid)) == ("delivered", {})
    assert post.stop().lifted_at is not None


def test_a_failure_told_before_its_message_had_its_id_stops_sending_as_well(
    post: Post, deliver: Callable[..., int]
) -> None:
    def answer(_body: dict[str, Any]) -> Any:
        deliver(value(statuses=(failure("wamid.fast", 131042),)))  # without callback data: it has to wait
        return Response('{"messages": [{"id": "wamid.fast"}]}')

    message_id = post.queue(post.customer())
    post.answer = answer
    post.send()
    assert (post.row(message_id).status, post.stop().code) == ("failed", 131042)


def test_and_so_does_one_that_the_sweep_applies(post: Post) -> None:
    message_id = post.queue(post.customer())
    post.send()
    waiting = {"status": "failed", "error_code": 131042, "occurred_at": utc_now()}
    with transaction(post.context.sessions) as session:
        session.add(PendingReceipt(whatsapp_message_id=accepted_id(post, message_id), **waiting))
    sweeps.settle_receipts(post.context)
    assert (post.row(message_id).status, post.stop().code) == ("failed", 131042)


def test_and_its_failure_lengthens_the_pause(post: Post, unpaid: int, deliver: Callable[..., int]) -> None:
    post.let_it_be_over()
    post.send()
    deliver(value(statuses=(failure(accepted_id(post, unpaid), 131042),)))
    stop = post.stop()
    assert (stop.lifted_at, stop.reason["tried"], post.row(unpaid).status) == (None, 1, "failed")


@pytest.mark.parametrize("http", [403, 302])
def test_a_proxys_page_fails_nothing_and_lets_go_by_itself(post: Post, http: int) -> None:
    ids = [post.queue(post.customer()) for _ in range(3)]
    post.answer = lambda _body: Response("<html>Access denied</html>", http)
    post.send()
    assert {post.row(message_id).status for message_id in ids} == {"queued"}
    assert (post.stop().code, post.stop().reason["reason"]) == (None, "intercepted")
    post.let_it_be_over()
    post.answer = None
    post.send()
    assert {post.row(message_id).status for message_id in ids} == {"accepted"}


def test_a_stop_met_by_several_calls_under_way_is_one(post: Post) -> None:
    ids = [post.queue(post.customer()) for _ in range(8)]
    post.answer = lambda _body: refusal(368, 403)
    post.send()
    assert {post.row(message_id).status for message_id in ids} == {"queued"}
    assert post.stop().reason["tried"] == 0
    with post.context.sessions() as session:
        assert session.scalar(select(Message.id).where(Message.claimed_at.is_not(None))) is None


def test_a_stop_is_a_number_for_the_operator(post: Post, client: FlaskClient, stopped: list[int]) -> None:
    assert "guiche_sending_stopped 1" in client.get("/metrics").text
    post.answer = None
    post.let_it_be_over()
    post.send()
    assert "guiche_sending_stopped 0" in client.get("/metrics").text
