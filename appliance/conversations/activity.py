"""What a new message, whoever wrote it, does to its conversation."""

from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation, Message
from appliance.realtime.events import MESSAGE_CREATED, record


def add_message(session: Session, conversation: Conversation, message: Message) -> None:
    """Stores `message` (its id is set afterwards) and its event; the conversation's row must be locked.

    Raises IntegrityError when WhatsApp's id or the client's key is already stored.
    """
    session.add(message)
    session.flush()
    if conversation.last_message_id is None or message.sent_at >= conversation.last_message_at:
        conversation.last_message_id = message.id
        conversation.last_message_at = message.sent_at
    record(session, MESSAGE_CREATED, conversation.id, message.id)
