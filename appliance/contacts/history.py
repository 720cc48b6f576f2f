"""A contact's conversations and files, as far as one may see them."""

from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.closing.models import CloseReason
from appliance.contacts.queries import get_contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import moment, present_message
from appliance.conversations.visibility import visible_to
from appliance.cursor import before, decode_cursor, encode_cursor
from appliance.media.models import Media
from appliance.queues.models import Queue
from appliance.surveys.models import IS_ANSWERED, Survey

Page = tuple[list[dict[str, Any]], str | None]
PICTURES, FILES = "pictures", "files"
GROUPS: Final = (PICTURES, FILES)
_PICTURES = ("image",)
_OTHERS = ("video", "audio", "document")


def list_conversations(session: Session, user: User, contact_id: int, limit: int, cursor: str | None) -> Page:
    """Newest first, and the cursor of the next page. Raises NotFound, InvalidInput."""
    get_contact(session, contact_id)
    query = (
        select(Conversation, Queue.name, User.name, CloseReason.name, Survey)
        .outerjoin(Queue, Queue.id == Conversation.queue_id)
        .outerjoin(User, User.id == Conversation.assigned_user_id)
        .outerjoin(CloseReason, CloseReason.id == Conversation.close_reason_id)
        .outerjoin(Survey, and_(Survey.conversation_id == Conversation.id, IS_ANSWERED))
        .where(Conversation.contact_id == contact_id, visible_to(user))
        .order_by(Conversation.created_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(before(Conversation.created_at, Conversation.id, decode_cursor(cursor)))
    rows = list(session.execute(query))
    last = rows[limit - 1][0] if len(rows) > limit else None
    more = encode_cursor((last.created_at, last.id)) if last is not None else None
    return [_present_conversation(*row) for row in rows[:limit]], more


def list_files(
    session: Session, user: User, contact_id: int, *, group: str, limit: int, cursor: str | None
) -> Page:
    """Messages with a stored file, newest first: pictures, or everything else that is not a sticker.

    What was taken back, or is yet to be sent, is not among them. Raises NotFound, InvalidInput.
    """
    get_contact(session, contact_id)
    kinds = _PICTURES if group == PICTURES else _OTHERS
    query = (
        select(Message, Media)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Media, Media.message_id == Message.id)
        .where(
            Conversation.contact_id == contact_id,
            visible_to(user),
            Media.state == "stored",
            Media.kind.in_(kinds),
            Message.revoked_at.is_(None),
            Message.message_type != "template",
            Message.status.not_in(("scheduled", "cancelled")),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(before(Message.sent_at, Message.id, decode_cursor(cursor)))
    rows = list(session.execute(query))
    last = rows[limit - 1][0] if len(rows) > limit else None
    more = encode_cursor((last.sent_at, last.id)) if last is not None else None
    return [present_message(message, media) for message, media in rows[:limit]], more


def _present_conversation(
    row: Conversation, queue: str | None, attendant: str | None, reason: str | None, survey: Survey | None
) -> dict[str, Any]:
    return {
        "id": row.id,
        "protocol": row.protocol,
        "status": row.status,
        "queue": queue,
        "attendant": attendant,
        "created_at": moment(row.created_at),
        "last_message_at": moment(row.last_message_at),
        "closed_at": moment(row.closed_at),
        "close_reason": reason,
        "close_note": row.close_note,
        "survey": {"kind": survey.kind, "score": survey.score, "comment": survey.comment} if survey else None,
    }
