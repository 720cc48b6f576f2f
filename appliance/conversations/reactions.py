"""Our reactions to messages: shown at once, sent like every message, and taken back if WhatsApp refuses.

A reaction is a row of the outbox that no list shows, and a change of the message it is about, by "business".
Meta: messages/reaction-messages. An empty emoji takes it away.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.emoji import is_emoji
from appliance.composing.limits import OLD_DAYS
from appliance.context import Context
from appliance.conversations.activity import CANCELLED, NO_MESSAGE, REACTION, SCHEDULED
from appliance.conversations.models import Conversation, Message, MessageChange
from appliance.conversations.outbox import announce, is_old, now_in_thread, require_window
from appliance.conversations.ownership import require_owner
from appliance.conversations.presenting import known_record
from appliance.conversations.queries import lock_messages, present_messages
from appliance.conversations.visibility import find_conversation, find_message
from appliance.database import run_transaction, utc_now
from appliance.errors import InvalidInput
from appliance.realtime.events import MESSAGE_UPDATED, publish_pending, record
from appliance.whatsapp.changes import BUSINESS, show_anew

_NOT_SENT = (SCHEDULED, CANCELLED, "queued", "failed")
ERROR = "reaction_error"
"""In the metadata of a message: {emoji, message, code …} of a reaction of ours that WhatsApp refused."""


def react(context: Context, user: User, message_id: int, emoji: str) -> dict[str, Any]:
    """The message with our reaction, or without any for ``""``. What stands already is not sent again.

    Raises NotFound, Conflict `not_owner`, InvalidInput (`invalid_emoji`, `not_reactable`, `window_closed`).
    """
    if emoji and not is_emoji(emoji):
        raise InvalidInput("invalid_emoji", "Uma reação é um único emoji.", field="emoji")

    def work(session: Session) -> tuple[dict[str, Any], int | None]:
        conversation_id = find_message(session, user, message_id).conversation_id
        conversation = find_conversation(session, user, conversation_id, lock=True)
        require_owner(conversation, user)
        target = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
        _require_reactable(target)
        is_queued = standing(target) != emoji and _queue(session, conversation, user, target, emoji)
        session.flush()
        return present_messages(session, [target])[0], conversation.id if is_queued else None

    shown, queued_in = run_transaction(context.sessions, work)
    if queued_in is not None:
        announce(context, queued_in)
    else:
        publish_pending(context)
    return shown


def reaction_accepted(session: Session, message: Message) -> None:
    """WhatsApp took the reaction `message`, which has its id by now; call it in that transaction.

    Nothing changes for the eye: should WhatsApp tell of the reaction as well, it is the same one.
    """
    change = _change_of(session, message)
    if change is None or change.whatsapp_message_id == message.whatsapp_message_id:
        return
    told = select(MessageChange.id).where(MessageChange.whatsapp_message_id == message.whatsapp_message_id)
    if session.scalar(told) is None:
        change.whatsapp_message_id = message.whatsapp_message_id
    else:
        session.delete(change)
    session.flush()


def reaction_refused(session: Session, message: Message, reason: dict[str, Any]) -> None:
    """WhatsApp will not have the reaction `message`: the one before it shows again, and why.

    Call it in the transaction in which `message` failed, at once or by a receipt; twice changes nothing.
    `reason`: as the message's error.
    """
    change = _change_of(session, message)
    target = _target_of(session, message)
    if change is None or target is None:
        return
    session.delete(change)
    session.flush()
    show_anew(session, target)
    _tell(session, target, {"emoji": change.emoji or "", **reason})


def standing(message: Message) -> str:
    """Our reaction to it as it is shown; empty for none."""
    return next((one["emoji"] for one in message.reactions or () if one["by"] == BUSINESS), "")


def _require_reactable(target: Message) -> None:
    """Raises InvalidInput `not_reactable`."""
    refused = None
    if target.message_type in NO_MESSAGE or target.whatsapp_message_id is None:
        refused = "O WhatsApp não aceita reação a esta mensagem."
    elif target.status in _NOT_SENT or target.revoked_at is not None:
        refused = "Esta mensagem não está no WhatsApp do cliente."
    elif is_old(target):
        refused = f"O WhatsApp só aceita reações a mensagens de até {OLD_DAYS} dias."
    if refused:
        raise InvalidInput("not_reactable", refused)


def _queue(session: Session, conversation: Conversation, user: User, target: Message, emoji: str) -> bool:
    """Whether there is something to send: what was never sent is called off first."""
    require_window(conversation)
    _call_off(session, target)
    _tell(session, target, None)
    if standing(target) == emoji:
        return False
    part = {"message_id": target.whatsapp_message_id, "emoji": emoji}
    message = Message(
        conversation_id=conversation.id,
        sender_type="attendant",
        sender_user_id=user.id,
        message_type=REACTION,
        content=emoji,
        record={"reaction": {"message_id": target.id, "emoji": emoji}},
        outgoing={"type": REACTION, REACTION: part},
        status="queued",
        sent_at=now_in_thread(),
    )
    session.add(message)
    session.flush()
    change = MessageChange(
        kind=REACTION,
        by=BUSINESS,
        user_id=user.id,
        target_whatsapp_message_id=target.whatsapp_message_id,
        emoji=emoji or None,
        payload={"message_id": message.id},
        sent_at=utc_now(),
    )
    session.add(change)
    session.flush()
    show_anew(session, target)
    return True


def _call_off(session: Session, target: Message) -> None:
    """Reactions to it that nobody has begun to send: the customer need not see all that was thought."""
    ids = session.scalars(
        select(Message.id).where(
            Message.status == "queued",
            Message.conversation_id == target.conversation_id,
            Message.message_type == REACTION,
        )
    ).all()
    for message in lock_messages(session, ids):
        if message.status != "queued" or message.claimed_at is not None:
            continue
        change = _change_of(session, message)
        if change is not None and change.target_whatsapp_message_id == target.whatsapp_message_id:
            message.status = CANCELLED
            session.delete(change)
            session.flush()
    show_anew(session, target)


def _change_of(session: Session, message: Message) -> MessageChange | None:
    """What the reaction `message` did to the one it is about; None once it was withdrawn."""
    target = ((message.outgoing or {}).get(REACTION) or {}).get("message_id")
    changes = session.scalars(
        select(MessageChange).where(
            MessageChange.target_whatsapp_message_id == target, MessageChange.by == BUSINESS
        )
    )
    return next((row for row in changes if (row.payload or {}).get("message_id") == message.id), None)


def _target_of(session: Session, message: Message) -> Message | None:
    """The message it is about, locked."""
    found = ((message.record or {}).get(REACTION) or {}).get("message_id")
    if found is None:
        return None
    return session.get(Message, found, with_for_update=True, populate_existing=True)


def _tell(session: Session, target: Message, error: dict[str, Any] | None) -> None:
    """Says on the message why our reaction is not there, or no longer says so."""
    known = known_record(target)
    rest = {name: value for name, value in known.items() if name != ERROR}
    told = rest | ({ERROR: error} if error else {})
    if told != known:
        target.record = told
        record(session, MESSAGE_UPDATED, target.conversation_id, target.id)
