"""What attendants write for one another: in the thread, never sent."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.conversations.activity import NOTE
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import now_in_thread
from appliance.realtime.events import MESSAGE_CREATED, record

LONGEST: Final = 4096
"""Characters: as much as a message may have."""
LONGEST_REMARK: Final = 1000
"""Characters that one may remark on closing: read at a glance by whoever opens it later."""


def add_note(
    session: Session,
    conversation: Conversation,
    user: User,
    content: str,
    *,
    mentioned: Sequence[User] = (),
    client_key: str | None = None,
) -> Message:
    """A note of `user`'s. It does not move the conversation in the lists: nobody has to answer it.

    Raises IntegrityError when the client's key is already stored.
    """
    named = [{"id": one.id, "name": one.name} for one in mentioned]
    message = Message(
        conversation_id=conversation.id,
        sender_type="attendant",
        sender_user_id=user.id,
        message_type=NOTE,
        content=content,
        record={"mentions": named} if named else None,
        client_key=client_key,
        status="received",
        sent_at=now_in_thread(),
    )
    session.add(message)
    session.flush()
    record(session, MESSAGE_CREATED, conversation.id, message.id)
    return message
