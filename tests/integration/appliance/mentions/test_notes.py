from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import QueueMember, User
from appliance.ai.asking import _question
from appliance.ai.models import AiRequest
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import OUTBOUND
from appliance.queues.models import Queue
from appliance.realtime import events
from appliance.realtime.emitting import NumberingEmitter
from appliance.realtime.rooms import room_of_person

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]


@dataclass(frozen=True)
class Desk:
    context: Context
    call: Call
    id: int

    def note(self, user: User, content: Any = "ligar amanhã", *named: User, **more: Any) -> tuple[int, Any]:
        body = {"content": content, "mention_ids": [one.id for one in named]} | more
        return self.call(user, "POST", f"/conversations/{self.id}/notes", body)

    def mentions(self, user: User, query: str = "") -> Any:
        return self.call(user, "GET", f"/mentions{query}")[1]


@pytest.fixture
def desk(context: Context, call: Call, write: Callable[..., int]) -> Desk:
    write("wamid.1")
    with context.sessions() as session:
        return Desk(context, call, session.scalars(select(Conversation.id)).one())


@pytest.fixture
def billing(desk: Desk, ana: User) -> int:
    """Ana's queue, where the conversation is."""
    with transaction(desk.context.sessions) as session:
        queue = Queue(name="Cobrança", name_key="cobranca", colour="#000000")
        session.add(queue)
        session.flush()
        session.add(QueueMember(queue_id=queue.id, user_id=ana.id))
        session.get_one(Conversation, desk.id).queue_id = queue.id
        return queue.id


def test_a_note_stands_in_the_thread_and_moves_nothing(desk: Desk, ana: User) -> None:
    before = desk.call(ana, "GET", f"/conversations/{desk.id}")[1]
    status, note = desk.note(ana, "  ligar amanhã ")
    assert (status, note["message_type"], note["content"]) == (201, "note", "ligar amanhã")
    thread = desk.call(ana, "GET", f"/messages?conversation_id={desk.id}")[1]["data"]
    assert note["id"] in [message["id"] for message in thread]
    assert desk.call(ana, "GET", f"/conversations/{desk.id}")[1] == before


def test_a_note_never_leaves(desk: Desk, ana: User) -> None:
    before = desk.context.queues[OUTBOUND].count
    _, note = desk.note(ana)
    assert desk.call(ana, "POST", f"/messages/{note['id']}/resend")[0] == 409
    with desk.context.sessions() as session:
        waiting = select(func.count()).where(Message.status.in_(("queued", "scheduled")))
        assert session.scalar(waiting) == 0
    assert desk.context.queues[OUTBOUND].count == before


def test_the_model_never_reads_a_note(desk: Desk, ana: User, write: Callable[..., int]) -> None:
    desk.note(ana, "cliente difícil")
    write("wamid.2", "E agora?")
    now = utc_now()
    with transaction(desk.context.sessions) as session:
        request = AiRequest(
            conversation_id=desk.id,
            conversation_version=1,
            message_id=session.scalars(select(func.max(Message.id))).one(),
            deadline_at=now + timedelta(seconds=45),
            next_step_at=now,
        )
        session.add(request)
    said = str(_question(desk.context, request).messages)
    assert ("Oi!" in said, "E agora?" in said, "difícil" in said) == (True, True, False)


@pytest.mark.parametrize(
    ("content", "code"), [(" \n", "required"), ("x" * 4097, "too_long"), ("a\0b", "invalid_text")]
)
def test_a_note_that_cannot_be_is_refused_in_words(desk: Desk, ana: User, content: str, code: str) -> None:
    status, answer = desk.note(ana, content)
    error = answer["error"]
    assert (status, error["code"], error["details"]["field"]) == (422, code, "content")


def test_the_same_key_is_the_same_note(desk: Desk, ana: User, bruno: User) -> None:
    first = desk.note(ana, client_key="k" * 8)
    again = desk.note(ana, client_key="k" * 8)
    assert (first[0], again[0], again[1]["id"]) == (201, 200, first[1]["id"])
    assert desk.note(bruno, client_key="k" * 8)[1]["error"]["code"] == "client_key_used"


def test_who_does_not_see_the_conversation_writes_no_note(desk: Desk, billing: int, bruno: User) -> None:
    assert desk.note(bruno)[0] == 404


def test_whoever_is_named_finds_it(desk: Desk, ana: User, bruno: User) -> None:
    _, note = desk.note(ana, "@Bruno veja", bruno)
    assert note["metadata"]["mentions"] == [{"id": bruno.id, "name": "Bruno"}]
    found = desk.mentions(bruno, "?unseen=true")
    assert (found["unseen"], len(found["data"])) == (1, 1)
    [mention] = found["data"]
    assert (mention["conversation_id"], mention["author"]["name"]) == (desk.id, "Ana")
    assert (mention["message"]["content"], mention["contact"]["name"]) == ("@Bruno veja", "Ana P.")
    assert desk.mentions(ana)["data"] == []


def test_naming_oneself_tells_nobody(desk: Desk, ana: User) -> None:
    assert desk.note(ana, "@Ana", ana)[0] == 201
    assert desk.mentions(ana)["unseen"] == 0


def test_seen_is_seen(desk: Desk, ana: User, bruno: User) -> None:
    desk.note(ana, "um", bruno)
    desk.note(ana, "dois", bruno)
    assert desk.call(bruno, "POST", "/mentions/seen", {"conversation_id": desk.id + 1})[1] == {"unseen": 2}
    assert desk.call(bruno, "POST", "/mentions/seen", {"conversation_id": desk.id})[1] == {"unseen": 0}
    assert (desk.mentions(bruno, "?unseen=true")["data"], len(desk.mentions(bruno)["data"])) == ([], 2)


def test_pages_of_mentions_hold_each_once(desk: Desk, ana: User, bruno: User) -> None:
    for number in range(5):
        desk.note(ana, str(number), bruno)
    first = desk.mentions(bruno, "?limit=3")
    second = desk.mentions(bruno, f"?limit=3&cursor={first['next_cursor']}")
    read = [one["message"]["content"] for one in first["data"] + second["data"]]
    assert (read, second["next_cursor"]) == (["4", "3", "2", "1", "0"], None)


def test_who_may_not_see_it_is_not_named(
    desk: Desk, billing: int, ana: User, bruno: User, clara: User
) -> None:
    status, answer = desk.note(ana, "@Bruno", bruno)
    assert (status, answer["error"]["code"]) == (422, "mention_cannot_see")
    assert answer["error"]["message"].startswith("Bruno não vê esta conversa")
    assert desk.mentions(bruno)["data"] == []
    people = desk.call(ana, "GET", f"/conversations/{desk.id}/people")[1]["data"]
    assert [one["name"] for one in people] == ["Ana", "Clara"]


def test_who_left_is_not_named(desk: Desk, ana: User, bruno: User) -> None:
    with transaction(desk.context.sessions) as session:
        session.get_one(User, bruno.id).is_active = False
    assert desk.note(ana, "@Bruno", bruno)[1]["error"]["code"] == "unknown_user"


def test_a_mention_in_what_one_may_no_longer_see_is_gone(desk: Desk, ana: User, bruno: User) -> None:
    desk.note(ana, "@Bruno", bruno)
    with transaction(desk.context.sessions) as session:
        queue = Queue(name="Fiscal", name_key="fiscal", colour="#000000")
        session.add(queue)
        session.flush()
        session.get_one(Conversation, desk.id).queue_id = queue.id
    found = desk.mentions(bruno)
    assert (found["unseen"], found["data"]) == (0, [])


def test_only_who_is_named_is_told(
    desk: Desk, ana: User, bruno: User, clara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, tuple[str, ...], Any]] = []

    class Listening(NumberingEmitter):
        def tell(self, kind: str, rooms: Any, payload: dict[str, Any]) -> None:
            told.append((kind, tuple(rooms), payload))

    monkeypatch.setattr(events, "NumberingEmitter", Listening)
    desk.note(ana, "@Bruno", bruno)
    assert [one for one in told if one[0] == "mention.created"] == [
        ("mention.created", (room_of_person(bruno.id),), {"conversation_id": desk.id})
    ]
