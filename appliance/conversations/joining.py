"""Two live conversations of one person become one, and come apart again.

The one that is further in a person's hands stays (open, then waiting, then with the bot); of two alike the
older. The other's messages move into it, in order by their own times, and it closes, with a line that says
where they are. Nothing is copied and nothing removed: each message keeps its row, its id and its file.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from appliance.ai.models import AiRequest
from appliance.conversations.activity import moves_lists
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, CLOSED, LIVE, OPEN, WAITING
from appliance.database import utc_now
from appliance.labels.models import ConversationLabel
from appliance.realtime.events import THREAD_CHANGED, record

Joined = dict[str, Any]
"""What `part` needs, as JSON: stayed and left (ids), messages (ids), note (id), labels (ids that the one that
stayed took over), before (see `_before`)."""

_HANDS = {OPEN: 0, WAITING: 1, BOT: 2}


def join(session: Session, one: Conversation, other: Conversation) -> Joined:
    """Both rows must be live and locked; afterwards only the one that stayed is live."""
    stayed, left = sorted((one, other), key=lambda row: (_HANDS[row.status], row.id))
    messages = _ids(session, left)
    before = {"stayed": _before(stayed), "left": _before(left)}
    _hand_questions(session, left, stayed, messages)
    _move(session, messages, left, stayed)
    stayed.unread_count += left.unread_count
    moments = [row.last_customer_message_at for row in (stayed, left) if row.last_customer_message_at]
    stayed.last_customer_message_at = max(moments, default=None)
    stayed.waiting_since = min(
        (row.waiting_since for row in (stayed, left) if row.waiting_since), default=None
    )
    _close(left)
    labels = _share_labels(session, left, stayed)
    note = _note(session, left, stayed)
    _show_last(session, stayed)
    for row in (stayed, left):
        record(session, THREAD_CHANGED, row.id, moves_closed=True)
    return {
        "stayed": stayed.id,
        "left": left.id,
        "messages": messages,
        "note": note.id,
        "labels": labels,
        "before": before,
        "merged_window": _text(stayed.last_customer_message_at),
        "merged_wait": _text(stayed.waiting_since),
        "newest": session.scalar(select(func.max(Message.id))),
    }


def part(session: Session, joined: Joined) -> None:
    """Every message that moved goes back; what was written since stays where it was written.

    The one that had left is live again as it was, unless the other was closed since, or its contact has
    another live one. Both belong to their contacts already, and are locked here.
    """
    stayed = session.get_one(Conversation, joined["stayed"], with_for_update=True)
    left = session.get_one(Conversation, joined["left"], with_for_update=True)
    back = set(_ids(session, stayed)) & set(joined["messages"])
    note = session.get(Message, joined["note"])
    if note is not None:
        session.delete(note)
    _take_back_labels(session, stayed, joined.get("labels", []))
    before = joined["before"]
    unread = _unread_of_left(session, stayed, joined)
    _revive(session, left, stayed, before["left"])
    _hand_questions(session, stayed, left, list(back))
    _move(session, list(back), stayed, left)
    left.unread_count = unread if left.status in LIVE else 0
    stayed.unread_count -= unread
    left.last_customer_message_at = _moment(before["left"]["last_customer_message_at"])
    if _text(stayed.last_customer_message_at) == joined["merged_window"]:
        stayed.last_customer_message_at = _moment(before["stayed"]["last_customer_message_at"])
    if _text(stayed.waiting_since) == joined.get("merged_wait"):
        stayed.waiting_since = _moment(before["stayed"].get("waiting_since"))
    session.flush()
    for row in (stayed, left):
        _show_last(session, row)
        record(session, THREAD_CHANGED, row.id, moves_closed=True)


def _share_labels(session: Session, left: Conversation, stayed: Conversation) -> list[int]:
    """The one that stayed carries what either did."""
    has = set(_labels(session, stayed))
    taken = [one for one in _labels(session, left) if one not in has]
    session.add_all(ConversationLabel(conversation_id=stayed.id, label_id=one) for one in taken)
    return taken


def _take_back_labels(session: Session, stayed: Conversation, taken: list[int]) -> None:
    session.execute(
        delete(ConversationLabel).where(
            ConversationLabel.conversation_id == stayed.id, ConversationLabel.label_id.in_(taken)
        )
    )


def _labels(session: Session, row: Conversation) -> list[int]:
    query = select(ConversationLabel.label_id).where(ConversationLabel.conversation_id == row.id)
    return list(session.scalars(query.order_by(ConversationLabel.label_id)))


def _before(row: Conversation) -> dict[str, Any]:
    return {
        "status": row.status,
        "assigned_user_id": row.assigned_user_id,
        "needs_human_attention": row.needs_human_attention,
        "attention_reason": row.attention_reason,
        "unread_count": row.unread_count,
        "last_customer_message_at": _text(row.last_customer_message_at),
        "waiting_since": _text(row.waiting_since),
    }


def _close(left: Conversation) -> None:
    left.status, left.open_contact_id, left.closed_at = CLOSED, None, utc_now()
    left.needs_human_attention, left.attention_reason, left.unread_count = False, None, 0
    left.version += 1


def _revive(session: Session, left: Conversation, stayed: Conversation, before: dict[str, Any]) -> None:
    left.version += 1
    taken = session.scalar(
        select(Conversation.id).where(Conversation.open_contact_id == left.contact_id).with_for_update()
    )
    if left.status != CLOSED or stayed.status not in LIVE or taken is not None:
        return
    left.status, left.open_contact_id, left.closed_at = before["status"], left.contact_id, None
    left.assigned_user_id = before["assigned_user_id"]
    left.needs_human_attention = before["needs_human_attention"]
    left.attention_reason = before["attention_reason"]


def _unread_of_left(session: Session, stayed: Conversation, joined: Joined) -> int:
    """How many of the unread are the messages that go back: none once somebody has read them."""
    since = session.scalar(
        select(func.count()).where(
            Message.conversation_id == stayed.id,
            Message.sender_type == "customer",
            Message.id > joined["newest"],
        )
    )
    before = joined["before"]
    rest = stayed.unread_count - int(since or 0) - before["stayed"]["unread_count"]
    return int(max(0, min(rest, before["left"]["unread_count"])))


def _hand_questions(session: Session, giver: Conversation, taker: Conversation, messages: list[int]) -> None:
    """What the bot was asked in these, and what of them it has queued, counts on in the other conversation.

    Only between two that are with the bot: otherwise a person answers, and what the bot was at is void.
    """
    if giver.status != BOT or taker.status != BOT:
        return
    session.flush()
    for part_of in _slices(messages):
        session.execute(
            update(AiRequest)
            .where(
                AiRequest.message_id.in_(part_of),
                AiRequest.conversation_id == giver.id,
                AiRequest.conversation_version == giver.version,
            )
            .values(conversation_id=taker.id, conversation_version=taker.version)
        )
        session.execute(
            update(Message)
            .where(
                Message.id.in_(part_of), Message.status == "queued", Message.owner_version == giver.version
            )
            .values(owner_version=taker.version)
        )


def _ids(session: Session, row: Conversation) -> list[int]:
    query = select(Message.id).where(Message.conversation_id == row.id).order_by(Message.id)
    return list(session.scalars(query.with_for_update()))


def _move(session: Session, ids: list[int], giver: Conversation, taker: Conversation) -> None:
    for part_of in _slices(ids):
        session.execute(
            update(Message)
            .where(Message.id.in_(part_of), Message.conversation_id == giver.id)
            .values(conversation_id=taker.id)
        )


def _slices(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def _note(session: Session, left: Conversation, stayed: Conversation) -> Message:
    """Put at the end of the one that left, at the time of its last message: it does not rise in the list."""
    text = f"Conversa juntada à {stayed.protocol}: as mensagens estão lá."
    note = Message(
        conversation_id=left.id,
        sender_type="system",
        message_type="system",
        content=text,
        record={"system": {"kind": "other", "to": stayed.protocol}},
        status="received",
        sent_at=left.last_message_at,
    )
    session.add(note)
    session.flush()
    left.last_message_id = note.id
    return note


def _show_last(session: Session, row: Conversation) -> None:
    """The last message of a conversation whose messages moved; without any, its activity stays as it was."""
    last = session.execute(
        select(Message.id, Message.sent_at)
        .where(Message.conversation_id == row.id, moves_lists())
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    ).first()
    row.last_message_id = last.id if last else None
    if last:
        row.last_message_at = last.sent_at


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
