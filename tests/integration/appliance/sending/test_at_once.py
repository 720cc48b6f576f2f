"""Many conversations at the same time, each in order, nothing twice."""

import threading
import time
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug import Response

from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.whatsapp import calling
from appliance.whatsapp.sending import Sender
from tests.integration.appliance.sending.conftest import Post

pytestmark = pytest.mark.integration


def test_conversations_are_sent_to_at_once_and_each_in_order(post: Post) -> None:
    conversations = {post.customer(): [f"{name}{number}" for number in range(4)] for name in "abcdef"}
    for number in range(4):
        for conversation_id, texts in conversations.items():
            post.queue(conversation_id, texts[number])
    under_way: set[str] = set()
    most = 0

    def answer(body: dict[str, Any]) -> Response:
        nonlocal most
        assert body["to"] not in under_way
        under_way.add(body["to"])
        most = max(most, len(under_way))
        time.sleep(0.1)
        under_way.discard(body["to"])
        return post.accept()

    post.answer = answer
    post.send()
    assert most > 1
    for texts in conversations.values():
        assert [text for text in post.texts() if text in texts] == texts
    assert len(post.bodies) == 24


def test_two_processes_send_everything_once_and_in_order(post: Post) -> None:
    conversations = [post.customer() for _ in range(5)]
    for number in range(5):
        for conversation_id in conversations:
            post.queue(conversation_id, f"{conversation_id}.{number}")
    with post.sender() as one, post.sender() as other:
        for sender in (one, other):
            sender.start()
        deadline = time.monotonic() + 30
        while len(post.bodies) < 25 and time.monotonic() < deadline:
            for sender in (one, other):
                sender.wake_all()
            time.sleep(0.1)
    assert len(set(post.texts())) == len(post.texts()) == 25
    for conversation_id in conversations:
        texts = [text for text in post.texts() if text.startswith(f"{conversation_id}.")]
        assert texts == sorted(texts)


def test_the_sending_thread_outlives_what_breaks_between_two_turns(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest, broken = Sender._sleep, threading.Event()

    def breaks_once(self: Sender, seconds: float | None) -> None:
        if not broken.is_set():
            broken.set()
            raise RuntimeError("no rest")
        rest(self, seconds)

    monkeypatch.setattr(Sender, "_sleep", breaks_once)
    with post.sender() as sender:
        sender.start()
        assert broken.wait(10)
        message_id = post.queue(post.customer())
        deadline = time.monotonic() + 10
        while not post.bodies and time.monotonic() < deadline:
            sender.wake_all()
            time.sleep(0.05)
    assert post.row(message_id).status == "accepted"


def test_people_come_before_bulk(post: Post) -> None:
    for _ in range(8):
        post.queue(post.customer(), "a todos", lane="bulk")
    person = post.customer()
    for text in ("a você", "e mais isto"):
        post.queue(person, text)
    post.send(messages_per_second=5)
    assert post.texts()[0] == "a você"
    assert post.texts().index("e mais isto") <= 2
    assert len(post.bodies) == 10


def test_people_come_before_bulk_also_while_meta_is_slow(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that bulk may begin hangs until the person's message has been answered."""
    monkeypatch.setattr(calling, "BULK_CALLS", 3)
    for _ in range(6):
        post.queue(post.customer(), "a todos", lane="bulk")
    person, answered, lock = post.customer(), threading.Event(), threading.Lock()
    written: list[int] = []

    def answer(body: dict[str, Any]) -> Response:
        with lock:
            if len(post.bodies) == 3 and not written:
                written.append(post.queue(person, "a você"))
                sender.wake(person)
        if body["text"]["body"] == "a você":
            answered.set()
        answered.wait(1.5)
        return post.accept()

    post.answer = answer
    with post.sender() as sender:
        sender.wake_all()
        sender.drain()
    assert post.texts().index("a você") == 3
    assert len(post.bodies) == 7


def test_a_person_who_writes_while_bulk_leaves_is_next(post: Post) -> None:
    for _ in range(20):
        post.queue(post.customer(), "a todos", lane="bulk")
    person = post.customer()
    written = threading.Event()

    def answer(_body: dict[str, Any]) -> Response:
        if not written.is_set():
            written.set()
            post.queue(person, "a você")
            sender.wake(person)
        return post.accept()

    post.answer = answer
    with post.sender(messages_per_second=10) as sender:
        sender.wake_all()
        sender.drain()
    assert post.texts().index("a você") <= 6  # what had its slot already leaves before


def test_a_conversation_somebody_has_locked_holds_up_no_other(post: Post) -> None:
    locked, free = post.customer(), post.customer()
    waiting, sent = post.queue(locked), post.queue(free)
    with transaction(post.context.sessions) as session:
        session.scalars(select(Conversation).where(Conversation.id == locked).with_for_update()).one()
        post.send()
    assert (post.row(waiting).status, post.row(sent).status) == ("queued", "accepted")
    post.send()
    assert post.row(waiting).status == "accepted"


def test_a_message_said_in_the_window_is_not_sent_after_it(post: Post) -> None:
    conversation_id = post.customer()
    text, template = post.queue(conversation_id), None
    with transaction(post.context.sessions) as session:
        session.get_one(Conversation, conversation_id).last_customer_message_at = None
    outgoing = {"type": "template", "template": {"name": "x", "language": {"code": "pt_BR"}}}
    template = post.queue(conversation_id, message_type="template", outgoing=outgoing)
    post.send()
    assert (post.row(text).status, post.error(text)["kind"]) == ("failed", "window")
    assert post.row(template).status == "accepted"
    assert [body["type"] for body in post.bodies] == ["template"]


def test_what_meta_took_and_did_not_send_yet_says_so(post: Post) -> None:
    message_id = post.queue(post.customer())
    post.answer = lambda _body: post.accept(message_status="held_for_quality_assessment")
    post.send()
    assert (post.row(message_id).status, post.error(message_id)["kind"]) == ("accepted", "held")


def test_closed_in_the_act_what_was_begun_gets_its_outcome(post: Post) -> None:
    message_id, later = post.queue(post.customer()), threading.Event()

    def answer(_body: dict[str, Any]) -> Response:
        later.set()
        time.sleep(0.3)
        return post.accept()

    post.answer = answer
    with post.sender() as sender:
        sender.start()
        assert later.wait(20)
    assert post.row(message_id).status == "accepted"
