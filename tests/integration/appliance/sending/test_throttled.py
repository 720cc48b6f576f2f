"""The pace in Redis: one for all processes, and it outlives them. A slow one holds up nobody else."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from appliance.context import Context, make_redis
from appliance.conversations.models import Conversation
from appliance.database import utc_now
from appliance.whatsapp.meanings import DOWN
from appliance.whatsapp.pace import GO, NUMBER, PAIR, PAIR_BURST, PAIR_SECONDS, interval_of
from appliance.whatsapp.rates import COEXISTENCE, KEY, STANDARD, Rate, note_coexistence
from appliance.whatsapp.throttling import FREE_AT, REFUSALS, Throttle
from tests.integration.appliance.sending.conftest import Post, refusal

pytestmark = pytest.mark.integration


@pytest.fixture
def throttle(context: Context) -> Throttle:
    return Throttle(context.redis)


def kinds(throttle: Throttle, pairs: list[int], rate: float = 10000) -> list[str]:
    return [grant.kind for grant in throttle.reserve(interval_of(rate), pairs)]


def test_two_processes_share_the_slots_of_the_number(context: Context) -> None:
    both = [Throttle(context.redis), Throttle(context.redis)]
    rate, moments, pair = 40, [], 0
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        for throttle in both:
            pair += 1
            [grant] = throttle.reserve(interval_of(rate), [pair])
            free_at = cast(bytes | None, context.redis.get(FREE_AT))
            if grant.kind == GO and free_at is not None:  # exactly when, by the clock of Redis
                moments.append(float(free_at) / 1000 - interval_of(rate))
        time.sleep(0.002)
    assert moments == sorted(moments)
    in_a_second = [sum(1 for one in moments if start <= one < start + 1) for start in moments]
    assert 1 < max(in_a_second) <= rate


def test_a_customers_burst_counts_for_all_processes_and_survives_them(
    context: Context, throttle: Throttle
) -> None:
    assert kinds(throttle, [1] * 30) == [GO] * 30
    restarted = Throttle(context.redis)
    assert kinds(restarted, [1] * 20).count(GO) == PAIR_BURST - 30
    [grant] = throttle.reserve(0.0001, [1])
    assert grant.kind == PAIR
    assert 0 < grant.seconds <= PAIR_SECONDS
    assert kinds(throttle, [2]) == [GO]


def test_a_wiped_redis_forgets_nothing_that_this_process_knows(context: Context, throttle: Throttle) -> None:
    kinds(throttle, [1] * PAIR_BURST)
    throttle.slow_pair(2, 16.0)
    context.redis.flushall()
    context.redis.script_flush()  # type: ignore[no-untyped-call]
    assert kinds(throttle, [1, 2, 3]) == [PAIR, PAIR, GO]


def test_without_redis_each_process_keeps_the_pace_by_itself(context: Context) -> None:
    nowhere = make_redis(replace(context.settings.redis, port=9))
    throttle = Throttle(nowhere)
    assert kinds(throttle, [1] * (PAIR_BURST + 1)) == [GO] * PAIR_BURST + [PAIR]
    throttle.slow_number(30.0, 60.0)
    assert kinds(throttle, [2]) == [NUMBER]
    nowhere.close()


def test_a_refused_number_rests_for_all_processes(context: Context, throttle: Throttle) -> None:
    pause = throttle.slow_number(30.0, 60.0)
    assert 15 <= pause <= 30
    assert throttle.slow_number(30.0, 60.0) <= pause  # what was under way counts once
    [grant] = Throttle(context.redis).reserve(0.01, [1])
    assert grant.kind == NUMBER
    assert grant.seconds <= pause


def test_more_than_a_burst_to_one_customer_waits_visibly_and_others_do_not(post: Post) -> None:
    one, other = post.customer(), post.customer()
    post.use_up(one, PAIR_BURST - 1)
    ids = [post.queue(one, f"{number}") for number in range(3)]
    post.send()
    assert post.texts() == ["0"]
    held = post.row(ids[1])
    assert held.retry_at is not None
    assert 0 < (held.retry_at - utc_now()).total_seconds() <= PAIR_SECONDS
    error = post.error(held.id)
    assert (error["kind"], error["reason"], error["code"]) == ("throttled", "pair_too_fast", None)
    assert error["until"]
    message_id = post.queue(other)
    post.send()
    assert post.row(message_id).status == "accepted"


def test_waiting_for_the_pace_does_not_begin_the_tries_anew(post: Post) -> None:
    conversation_id = post.customer()
    message_id = post.queue(conversation_id, error=DOWN.as_error() | {"tries": DOWN.tries - 1})
    post.use_up(conversation_id, PAIR_BURST)
    post.send()
    assert (post.error(message_id)["reason"], post.error(message_id)["tried_for"]) == (
        "pair_too_fast",
        "down",
    )
    post.context.redis.flushdb()
    post.change(message_id, retry_at=None)
    post.answer = lambda _body: refusal(131016, 500)
    post.send()
    assert post.row(message_id).status == "failed"


def test_131056_slows_that_customer_alone(post: Post) -> None:
    one, other = post.customer(), post.customer()
    refused, taken = post.queue(one), post.queue(other)
    with post.context.sessions() as session:
        contact = session.get_one(Conversation, one).contact
        number = f"+{contact.wa_id}"
    post.answer = lambda body: refusal(131056) if body["to"] == number else post.accept()
    post.send()
    assert (post.row(refused).status, post.row(taken).status) == ("queued", "accepted")
    assert post.error(refused)["tries"] == 1
    for tries, seconds in ((2, 4), (3, 16)):
        post.context.redis.flushall()
        post.change(refused, retry_at=None)
        post.send()
        error, row = post.error(refused), post.row(refused)
        assert error["tries"] == tries
        assert row.retry_at is not None
        assert (row.retry_at - utc_now()) > timedelta(seconds=seconds - 2)


def test_130429_rests_the_number_and_fails_nothing(post: Post) -> None:
    ids = [post.queue(post.customer()) for _ in range(3)]
    post.answer = lambda _body: refusal(130429) if len(post.bodies) == 1 else post.accept()
    post.send(messages_per_second=5)
    assert {post.row(message_id).status for message_id in ids} <= {"accepted", "queued"}
    assert {post.error(message_id).get("reason") for message_id in ids} <= {None, "too_fast"}
    assert post.context.redis.get(REFUSALS) == b"1"


@pytest.mark.parametrize(
    ("said", "per_second"),
    [(False, STANDARD), (True, COEXISTENCE)],
)
def test_a_number_that_meta_says_nothing_of_goes_by_its_webhooks(
    post: Post, said: bool, per_second: float
) -> None:
    rate = Rate(post.context, post.graph)
    assert rate.per_second() == COEXISTENCE  # not known yet
    if said:
        note_coexistence(post.context)
    rate.learn()
    assert rate.per_second() == per_second


def test_what_one_process_learned_the_next_one_knows(
    post: Post, learned: Callable[[dict[str, object]], Rate]
) -> None:
    assert learned({"throughput": {"level": "STANDARD"}, "is_on_biz_app": True}).per_second() == COEXISTENCE
    other = Rate(post.context, post.graph)
    other.learn()
    assert other.per_second() == COEXISTENCE


def test_a_number_that_was_raised_is_asked_about_anew(
    post: Post, learned: Callable[[dict[str, object]], Rate], deliver: Callable[..., int]
) -> None:
    learned({"throughput": {"level": "STANDARD"}})
    raised = {
        "event": "THROUGHPUT_UPGRADE",
        "display_phone_number": "5511",
        "current_limit": "TIER_UNLIMITED",
    }
    change = {"field": "phone_number_quality_update", "value": raised}
    entry = {"id": post.context.settings.whatsapp.waba_id, "time": 1, "changes": [change]}
    deliver(document={"object": "whatsapp_business_account", "entry": [entry]})
    assert post.context.redis.get(KEY) is None


def test_the_settings_are_asked_first(post: Post) -> None:
    whatsapp = replace(post.context.settings.whatsapp, messages_per_second=7)
    context = replace(post.context, settings=replace(post.context.settings, whatsapp=whatsapp))
    rate = Rate(context, post.graph)
    assert (rate.per_second(), rate.is_to_be_asked()) == (7, False)


@pytest.fixture
def learned(post: Post, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, object]], Rate]:
    def make(answer: dict[str, object]) -> Rate:
        monkeypatch.setattr(post.graph, "throughput", lambda: answer)
        rate = Rate(post.context, post.graph)
        rate.learn()
        monkeypatch.setattr(post.graph, "throughput", lambda: {})
        return rate

    return make
