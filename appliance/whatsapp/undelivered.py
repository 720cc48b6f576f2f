"""The bot answered and WhatsApp did not take it: the customer hears nothing, so a person is called.

Nothing is said to the customer: WhatsApp would most likely not take that either, and an answer whose fate
is unknown may have arrived.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, hand_off, is_still_the_bots
from appliance.database import utc_now

BOT_MESSAGE_FAILED: Final = "bot_message_failed"
BOT_MESSAGE_UNKNOWN: Final = "bot_message_unknown"
"""Why a conversation goes to a person: `attention_reason`."""

REASONS: dict[str, str] = {"unknown": BOT_MESSAGE_UNKNOWN, "queued": BOT_MESSAGE_FAILED}
"""By the status of an answer that did not leave in time."""

SETTLED_WITHIN = timedelta(minutes=2)
"""A receipt tells what became of an unknown message within seconds, or hardly ever. Counted from when the
answer was written, since the customer has waited that long."""


def hand_over(session: Session, message: Message, reason: str) -> None:
    """Calls a person if the bot wrote `message` and still has the conversation; else changes nothing.

    In the caller's transaction, which holds the message's lock and may so meet a deadlock: run it again.
    """
    if message.owner_version is None:
        return
    conversation = session.get_one(Conversation, message.conversation_id, with_for_update=True)
    if is_still_the_bots(conversation, message):
        hand_off(session, conversation, reason)


def hand_over_unknown(session: Session, limit: int = 20) -> None:
    """Hands over the bot's answers of which nobody has heard whether they arrived, and those that cannot
    leave: what the bot said to a question of so long ago is not sent any more.
    """
    for message in session.scalars(
        select(Message)
        .where(
            Message.status.in_(REASONS),
            Message.created_at < utc_now() - SETTLED_WITHIN,
            exists().where(
                Conversation.id == Message.conversation_id,
                Conversation.status == BOT,
                Conversation.version == Message.owner_version,
            ),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all():
        hand_over(session, message, REASONS[message.status])
