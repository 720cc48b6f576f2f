"""Where one was named, and that one has seen it."""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import User
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import moment, present_contact, present_message
from appliance.conversations.visibility import visible_to
from appliance.cursor import decode_cursor, encode_cursor
from appliance.database import Sessions, transaction, utc_now
from appliance.mentions.models import Mention


def list_mentions(
    session: Session, user: User, *, unseen: bool, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page, newest first, of what `user` may still see. Raises InvalidInput."""
    query = _mine(user, unseen=unseen).order_by(Mention.created_at.desc(), Mention.id.desc())
    if cursor:
        at, row_id = decode_cursor(cursor)
        query = query.where(or_(Mention.created_at < at, and_(Mention.created_at == at, Mention.id < row_id)))
    rows = session.execute(query.limit(limit + 1)).all()
    page = rows[:limit]
    more = encode_cursor((page[-1][0].created_at, page[-1][0].id)) if len(rows) > limit else None
    return [_present(*row) for row in page], more


def count_unseen(session: Session, user: User) -> int:
    """How many mentions of `user`, in what they may see, wait to be looked at."""
    return session.scalar(select(func.count()).select_from(_mine(user, unseen=True).subquery())) or 0


def mark_seen(sessions: Sessions, user: User, conversation_id: int | None) -> int:
    """All of `user`'s in that conversation, or everywhere; how many are unseen then."""
    mine = and_(Mention.user_id == user.id, Mention.seen_at.is_(None))
    with transaction(sessions) as session:
        ids = select(Mention.id).where(mine)
        if conversation_id is not None:
            ids = ids.join(Message, Message.id == Mention.message_id).where(
                Message.conversation_id == conversation_id
            )
        found = session.scalars(ids).all()
        if found:
            session.execute(update(Mention).where(Mention.id.in_(found), mine).values(seen_at=utc_now()))
        return count_unseen(session, user)


def _mine(user: User, *, unseen: bool) -> Select[Mention, Message, Conversation, User]:
    query = (
        select(Mention, Message, Conversation, User)
        .join(Message, Message.id == Mention.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(User, User.id == Message.sender_user_id)
        .options(joinedload(Conversation.contact))
        .where(Mention.user_id == user.id, visible_to(user))
    )
    return query.where(Mention.seen_at.is_(None)) if unseen else query


def _present(mention: Mention, message: Message, conversation: Conversation, author: User) -> dict[str, Any]:
    return {
        "id": mention.id,
        "conversation_id": conversation.id,
        "protocol": conversation.protocol,
        "contact": present_contact(conversation.contact),
        "author": {"id": author.id, "name": author.name},
        "message": present_message(message),
        "seen_at": moment(mention.seen_at),
        "created_at": moment(mention.created_at),
    }
