"""A contact's conversations and files, as far as one may see them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.closing.models import CloseReason
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.labels.models import ConversationLabel, Label
from appliance.media.models import Media
from appliance.queues.models import Queue
from appliance.surveys.models import Survey

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
Says = Callable[..., int]
ANA, BIA = "5531987650001", "5521976540002"


def close(context: Context, **changes: Any) -> int:
    """The live conversation ends; its id."""
    with transaction(context.sessions) as session:
        row = session.scalars(select(Conversation).where(Conversation.status != "closed")).one()
        row.status, row.open_contact_id, row.closed_at = "closed", None, utc_now()
        for name, value in changes.items():
            setattr(row, name, value)
        return row.id


def attach(context: Context, kind: str, *, state: str = "stored", **changes: Any) -> int:
    """The newest message gets a file; the message's id."""
    with transaction(context.sessions) as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.message_type = kind
        for name, value in changes.items():
            setattr(message, name, value)
        path = f"ab/{message.id}"
        session.add(Media(message_id=message.id, kind=kind, state=state, path=path, content_type="image/png"))
        return message.id


def test_past_conversations_tell_how_they_ended(context: Context, call: Call, ana: User, says: Says) -> None:
    contact = says(ANA)
    with transaction(context.sessions) as session:
        reason = CloseReason(name="Resolvido", name_key="resolvido")
        session.add(reason)
        session.flush()
        reason_id = reason.id
    first = close(context, close_reason_id=reason_id, assigned_user_id=ana.id)
    with transaction(context.sessions) as session:
        answer = {"score": 5, "comment": "Ótimo", "answered_at": utc_now()}
        session.add(Survey(conversation_id=first, kind="csat", state="answered", **answer))
    says(ANA)
    newest, oldest = call(ana, "GET", f"/contacts/{contact}/conversations")[1]["data"]
    assert (newest["status"], newest["survey"], newest["attendant"]) == ("bot", None, None)
    assert (oldest["id"], oldest["close_reason"], oldest["attendant"]) == (first, "Resolvido", "Ana")
    assert oldest["survey"] == {"kind": "csat", "score": 5, "comment": "Ótimo"}


def test_a_score_stays_after_a_refusal_of_later_surveys(
    context: Context, call: Call, ana: User, says: Says
) -> None:
    contact = says(ANA)
    first = close(context)
    with transaction(context.sessions) as session:
        answer = {"score": 2, "comment": None, "answered_at": utc_now()}
        session.add(Survey(conversation_id=first, kind="csat", state="refused", **answer))
    (past,) = call(ana, "GET", f"/contacts/{contact}/conversations")[1]["data"]
    assert past["survey"] == {"kind": "csat", "score": 2, "comment": None}


def test_they_come_in_pages(context: Context, call: Call, ana: User, says: Says) -> None:
    contact, ids = says(ANA), []
    for _ in range(3):
        ids.append(close(context))
        says(ANA)
    path = f"/contacts/{contact}/conversations?limit=2"
    first = call(ana, "GET", path)[1]
    second = call(ana, "GET", f"{path}&cursor={first['next_cursor']}")[1]
    shown = [row["id"] for page in (first, second) for row in page["data"]]
    assert (shown[1:], second["next_cursor"]) == (ids[::-1], None)


def test_what_one_may_not_see_is_in_neither_list(
    context: Context, call: Call, ana: User, clara: User, says: Says
) -> None:
    contact = says(ANA)
    picture = attach(context, "image")
    with transaction(context.sessions) as session:
        queue = Queue(name="Diretoria", name_key="diretoria", colour="#123456")
        session.add(queue)
        session.flush()
        session.scalars(select(Conversation)).one().queue_id = queue.id
    conversations, files = f"/contacts/{contact}/conversations", f"/contacts/{contact}/files?group=pictures"
    assert call(ana, "GET", conversations)[1]["data"] == call(ana, "GET", files)[1]["data"] == []
    assert [row["queue"] for row in call(clara, "GET", conversations)[1]["data"]] == ["Diretoria"]
    assert [row["id"] for row in call(clara, "GET", files)[1]["data"]] == [picture]


def test_files_are_pictures_and_others_of_all_conversations(
    context: Context, call: Call, ana: User, says: Says
) -> None:
    contact = says(ANA)
    old = attach(context, "image")
    close(context)
    for kind, state, changes in (
        ("document", "stored", {}),
        ("image", "pending", {}),
        ("image", "stored", {"revoked_at": utc_now()}),
        ("image", "stored", {"status": "cancelled"}),
        ("sticker", "stored", {}),
        ("audio", "stored", {}),
        ("image", "stored", {}),
    ):
        says(ANA)
        newest = attach(context, kind, state=state, **changes)
    says(BIA)
    attach(context, "image")
    path = f"/contacts/{contact}/files?limit=1&group="
    page = call(ana, "GET", f"{path}pictures")[1]
    assert [row["id"] for row in page["data"]] == [newest]
    assert page["data"][0]["metadata"]["media"]["url"].startswith("/api/v1/media/")
    rest = call(ana, "GET", f"{path}pictures&cursor={page['next_cursor']}")[1]
    assert ([row["id"] for row in rest["data"]], rest["next_cursor"]) == ([old], None)
    others = call(ana, "GET", f"/contacts/{contact}/files?group=files")[1]["data"]
    assert [row["message_type"] for row in others] == ["audio", "document"]


@pytest.mark.parametrize("query", ["group=stickers", "", "group=files&cursor=x"])
def test_a_wrong_question_is_refused(call: Call, ana: User, says: Says, query: str) -> None:
    assert call(ana, "GET", f"/contacts/{says(ANA)}/files?{query}")[0] == 422


def test_joined_conversations_carry_the_labels_of_both_and_parted_each_its_own(
    context: Context, call: Call, clara: User, says: Says
) -> None:
    kept, other = says(ANA), says(BIA)
    with transaction(context.sessions) as session:
        labels = [Label(name=name, name_key=name, colour="#123456") for name in ("a", "b")]
        session.add_all(labels)
        session.flush()
        rows = session.scalars(select(Conversation.id).order_by(Conversation.id)).all()
        mine, theirs = (labels[0].id, labels[1].id)
        session.add_all(
            ConversationLabel(conversation_id=row, label_id=label)
            for row, label in zip(rows, (mine, theirs), strict=True)
        )

    def carried() -> dict[int, set[int]]:
        with context.sessions() as session:
            found: dict[int, set[int]] = {row: set() for row in rows}
            for link in session.scalars(select(ConversationLabel)):
                found[link.conversation_id].add(link.label_id)
            return found

    merge = call(clara, "POST", f"/contacts/{kept}/merge", {"other_id": other})[1]["merge"]
    assert carried() == {rows[0]: {mine, theirs}, rows[1]: {theirs}}
    call(clara, "POST", f"/contacts/merges/{merge['id']}/undo")
    assert carried() == {rows[0]: {mine}, rows[1]: {theirs}}
