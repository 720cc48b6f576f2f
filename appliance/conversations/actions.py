"""What people do with a conversation: each one transaction, then browsers are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.accounts.users import require_attendant
from appliance.audit import recording as audit
from appliance.closing.reasons import require_usable
from appliance.context import Context
from appliance.conversations import lines, notes, ownership
from appliance.conversations.models import Conversation, Message
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import find_conversation
from appliance.database import run_transaction
from appliance.errors import Conflict
from appliance.job_queues import MARK_READ, enqueue
from appliance.queues.managing import require_open_queue
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record


@dataclass(frozen=True)
class Target:
    """Where a conversation is transferred to: a person, or else a queue, or else the common one."""

    user_id: int | None = None
    queue_id: int | None = None


def take_over(
    context: Context, conversation_id: int, user: User, *, from_user_id: int | None = None
) -> dict[str, Any]:
    """`user` answers from now on. Raises NotFound, Conflict `already_taken`."""

    def change(session: Session, conversation: Conversation) -> None:
        owner_id = conversation.assigned_user_id if conversation.status == ownership.OPEN else None
        ownership.take_over(session, conversation, user, from_user_id=from_user_id)
        if owner_id != user.id:
            lines.add_taken(session, conversation, user, owner_id)

    return _change(context, user, conversation_id, change, "conversation.taken")


def transfer(
    context: Context, conversation_id: int, user: User, target: Target, note: str | None = None
) -> dict[str, Any]:
    """To another queue or person, with a note for them.

    Raises NotFound (`conversation_not_found`, `queue_not_found`, `user_not_found`), Conflict (`not_owner`,
    `inactive_queue`, `inactive_user`).
    """

    def change(session: Session, conversation: Conversation) -> None:
        transfer_within(session, conversation, user, target, note)

    return _change(context, user, conversation_id, change, "conversation.transferred")


def transfer_within(
    session: Session, conversation: Conversation, user: User, target: Target, note: str | None = None
) -> None:
    """In the caller's transaction. Raises as transfer."""
    queue_id = conversation.queue_id
    if target.user_id is not None:
        require_attendant(session, target.user_id)
    else:
        queue_id = target.queue_id
    if queue_id is not None and target.user_id is None:
        require_open_queue(session, queue_id)
    ownership.transfer(session, conversation, user, queue_id=queue_id, to_user_id=target.user_id)
    lines.add_transferred(session, conversation, user)
    if note:
        notes.add_note(session, conversation, user, note)


def close(
    context: Context,
    conversation_id: int,
    user: User,
    *,
    reason_id: int | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Ends the conversation, for a reason and with a remark if there are any.

    Raises NotFound (also `reason_not_found`), Conflict (`not_owner` when it is somebody else's,
    `inactive_reason`).
    """

    def change(session: Session, conversation: Conversation) -> None:
        close_within(session, conversation, user, reason_id, note)

    return _change(context, user, conversation_id, change, "conversation.closed")


def close_within(
    session: Session, conversation: Conversation, user: User, reason_id: int | None, note: str | None = None
) -> None:
    """In the caller's transaction. Raises as close."""
    is_others = conversation.status == ownership.OPEN and conversation.assigned_user_id != user.id
    if is_others and not user.may("conversation.override"):
        raise Conflict("not_owner", "A conversa é de outra pessoa.")
    if reason_id is not None:
        require_usable(session, reason_id)
    ownership.close(session, conversation)
    conversation.closed_by_id, conversation.close_reason_id = user.id, reason_id
    conversation.close_note = note
    lines.add_closed(session, conversation, user)


def reopen(context: Context, conversation_id: int, user: User) -> dict[str, Any]:
    """Opens it again, with `user`. Raises NotFound, Conflict."""

    def change(session: Session, conversation: Conversation) -> None:
        ownership.reopen(session, conversation, user)
        lines.add_reopened(session, conversation, user)

    return _change(context, user, conversation_id, change, "conversation.reopened")


def mark_read(context: Context, conversation_id: int, user: User) -> dict[str, Any]:
    """Nothing is unread any more; the customer sees the blue ticks a moment later. Raises NotFound."""
    newest: list[int] = []

    def change(session: Session, conversation: Conversation) -> None:
        newest.clear()
        if conversation.unread_count == 0:
            return
        conversation.unread_count = 0
        record(session, CONVERSATION_UPDATED, conversation.id)
        message_id = session.scalar(
            select(Message.id)
            .where(Message.conversation_id == conversation.id, Message.sender_type == "customer")
            .order_by(Message.sent_at.desc(), Message.id.desc())
            .limit(1)
        )
        newest.extend([message_id] if message_id is not None else [])

    shown = _change(context, user, conversation_id, change)
    for message_id in newest:
        enqueue(context.queues, MARK_READ, message_id)
    return shown


def _whose(conversation: Conversation) -> dict[str, Any]:
    return {
        "status": conversation.status,
        "queue_id": conversation.queue_id,
        "assigned_user_id": conversation.assigned_user_id,
        "close_reason_id": conversation.close_reason_id,
        "close_note": conversation.close_note,
    }


def on_record(
    session: Session,
    conversation: Conversation,
    change: Callable[[Session, Conversation], None],
    action: str | None,
) -> None:
    """Does it in the caller's transaction; as `action` it is noted with whose the conversation was and is."""
    before = _whose(conversation)
    change(session, conversation)
    session.flush()
    if action is not None:
        audit.note(session, action, ("conversation", conversation.id), before, _whose(conversation))


def _change(
    context: Context,
    user: User,
    conversation_id: int,
    change: Callable[[Session, Conversation], None],
    action: str | None = None,
) -> dict[str, Any]:
    """Does it; as `action` it is on record with whose the conversation was and is."""

    def work(session: Session) -> dict[str, Any]:
        conversation = find_conversation(session, user, conversation_id, lock=True)
        on_record(session, conversation, change, action)
        return present_conversations(session, [conversation])[0]

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown
