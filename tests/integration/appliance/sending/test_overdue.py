"""Nothing stays "sending" for a minute without a truth: every way to wait, one by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.conversations.models import Message
from appliance.conversations.presenting import present_message
from appliance.database import transaction, utc_now
from appliance.whatsapp.meanings import CREDENTIAL, TOKEN
from appliance.whatsapp.models import SendingStop
from appliance.whatsapp.overdue import CLAIM_SECONDS, DROPPED_AFTER, EXPLAINED_AFTER
from appliance.whatsapp.pace import PAIR_BURST
from appliance.worker import sweeps
from appliance.worker.sweeps import SWEEPS
from tests.integration.appliance.sending.conftest import Post, refusal

pytestmark = pytest.mark.integration

FILE = {"type": "image", "image": {"id": {"guiche_media": 424242}}}
A_MINUTE_AGO = timedelta(seconds=61)


def wait_behind(post: Post) -> int:
    conversation_id = post.customer()
    post.queue(conversation_id, sent_at=utc_now() - A_MINUTE_AGO, error={"kind": "throttled"})
    return post.queue(conversation_id, sent_at=utc_now() - A_MINUTE_AGO)


def wait_for_a_turn(post: Post) -> int:
    return post.queue(post.customer(), sent_at=utc_now() - A_MINUTE_AGO)


def wait_for_a_file(post: Post) -> int:
    return post.queue(post.customer(), message_type="image", outgoing=FILE, sent_at=utc_now() - A_MINUTE_AGO)


def wait_for_an_answer(post: Post) -> int:
    return post.queue(post.customer(), claimed_at=utc_now(), sent_at=utc_now() - A_MINUTE_AGO, attempts=1)


def wait_for_a_dead_worker(post: Post) -> int:
    claimed_at = utc_now() - timedelta(seconds=CLAIM_SECONDS + 1)
    return post.queue(post.customer(), claimed_at=claimed_at, sent_at=claimed_at, attempts=1)


def wait_for_an_admin(post: Post) -> int:
    with transaction(post.context.sessions) as session:
        session.add(SendingStop(kind=CREDENTIAL, code=190, reason=TOKEN.as_error() | {"code": 190}))
    return wait_for_a_turn(post)


def wait_for_a_retry(post: Post, code: int, http: int = 400) -> int:
    message_id = wait_for_a_turn(post)
    post.answer = lambda _body: refusal(code, http)
    post.send()
    return message_id


def wait_for_the_pair(post: Post) -> int:
    conversation_id = post.customer()
    post.use_up(conversation_id, PAIR_BURST)
    message_id = post.queue(conversation_id)
    post.send()
    return message_id


@pytest.mark.parametrize(
    ("waits", "reason"),
    [
        (wait_behind, "behind"),
        (wait_for_a_turn, "turn"),
        (wait_for_a_file, "uploading"),
        (wait_for_an_answer, "answer"),
        (wait_for_a_dead_worker, "no_answer"),
        (wait_for_an_admin, "token"),
        (lambda post: wait_for_a_retry(post, 190, 401), "token"),
        (lambda post: wait_for_a_retry(post, 131048), "spam"),
        (lambda post: wait_for_a_retry(post, 80007), "call_limit"),
        (lambda post: wait_for_a_retry(post, 130429), "too_fast"),
        (lambda post: wait_for_a_retry(post, 131056), "pair_too_fast"),
        (lambda post: wait_for_a_retry(post, 131057, 500), "maintenance"),
        (lambda post: wait_for_a_retry(post, 131016, 500), "down"),
        (wait_for_the_pair, "pair_too_fast"),
    ],
    ids=lambda one: one if isinstance(one, str) else getattr(one, "__name__", "wait"),
)
def test_whoever_waits_for_a_minute_sees_why(post: Post, waits: Callable[[Post], int], reason: str) -> None:
    message_id = waits(post)
    sweeps.expire_claims(post.context)
    sweeps.explain_waiting(post.context)
    error = post.error(message_id)
    assert error["reason"] == reason
    assert error["message"].endswith(".")


def test_without_any_worker_the_api_says_that(post: Post) -> None:
    waiting, moment = post.row(wait_for_a_turn(post)), post.row(post.queue(post.customer()))
    assert present_message(waiting)["error"]["reason"] == "worker_away"
    assert present_message(moment)["error"] is None


def test_a_reason_is_there_well_before_a_minute_has_passed() -> None:
    every = {sweep.name: sweep.every_seconds for sweep in SWEEPS}
    assert EXPLAINED_AFTER.total_seconds() + every["explain_waiting"] < 30
    assert CLAIM_SECONDS + every["expire_claims"] < 60


def test_who_waits_for_a_moment_is_told_nothing(post: Post) -> None:
    message_id = post.queue(post.customer())
    sweeps.explain_waiting(post.context)
    assert post.error(message_id) == {}


def test_what_waited_with_a_reason_has_none_once_it_is_sent(post: Post) -> None:
    message_id = wait_for_a_turn(post)
    sweeps.explain_waiting(post.context)
    post.send()
    assert (post.row(message_id).status, post.row(message_id).error) == ("accepted", None)


@pytest.mark.parametrize(
    ("values", "dropped"),
    [
        ({"status": "accepted"}, True),
        ({"status": "sent"}, True),
        ({"status": "delivered"}, False),
        ({"status": "sent", "message_type": "reaction"}, False),
        ({"status": "sent", "attempts": 0}, False),
        ({"status": "sent", "sent_at": utc_now() - DROPPED_AFTER + timedelta(days=1)}, False),
    ],
)
def test_what_meta_never_delivered_in_a_month_is_given_up(
    post: Post, values: dict[str, Any], dropped: bool
) -> None:
    old = {"attempts": 1, "sent_at": utc_now() - DROPPED_AFTER - timedelta(hours=1)}
    message_id = post.queue(post.customer(), whatsapp_message_id="wamid.old", **old | values)
    sweeps.drop_undelivered(post.context)
    assert (post.row(message_id).status == "failed") == dropped
    assert (post.error(message_id).get("kind") == "expired") == dropped


def test_many_that_wait_are_told_in_one_round(post: Post) -> None:
    conversation_id = post.customer()
    for _ in range(30):
        post.queue(conversation_id, sent_at=utc_now() - A_MINUTE_AGO)
    sweeps.explain_waiting(post.context)
    with post.context.sessions() as session:
        reasons = [
            (row.error or {})["reason"] for row in session.scalars(select(Message).order_by(Message.id))
        ]
    assert reasons == ["turn"] + ["behind"] * 29


def test_a_wait_of_a_clock_that_was_ahead_ends_when_it_is_right_again(post: Post) -> None:
    ahead, while_right = utc_now() + timedelta(minutes=10), wait_for_a_retry(post, 131016, 500)
    misled = wait_for_a_retry(post, 131016, 500)
    post.change(misled, retry_at=ahead, error={**post.error(misled), "since": ahead.isoformat()})
    until = utc_now() + timedelta(minutes=5)
    post.change(while_right, retry_at=until)
    sweeps.expire_claims(post.context)
    retry_at = {message_id: post.row(message_id).retry_at for message_id in (misled, while_right)}
    assert retry_at[while_right] == until
    assert retry_at[misled] is not None and retry_at[misled] <= utc_now()
