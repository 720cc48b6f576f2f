"""What the desk itself remarks between the messages of a conversation: seen here, never sent."""

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.conversations.activity import SYSTEM
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import now_in_thread
from appliance.realtime.events import MESSAGE_CREATED, record


def add_relieved(session: Session, conversation: Conversation, by: User, owner_id: int) -> None:
    """`by` answers in the place of whose it was. It does not move the conversation in the lists."""
    owner = session.get_one(User, owner_id)
    line = Message(
        conversation_id=conversation.id,
        sender_type=SYSTEM,
        sender_user_id=by.id,
        message_type=SYSTEM,
        content=f"{by.name} assumiu no lugar de {owner.name}.",
        record={"system": {"kind": "relieved", "by": by.name, "from": owner.name}},
        status="received",
        sent_at=now_in_thread(),
    )
    session.add(line)
    session.flush()
    record(session, MESSAGE_CREATED, conversation.id, line.id)
