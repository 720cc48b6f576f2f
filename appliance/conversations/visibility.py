"""Which conversations a person may see: `realtime.rooms` says it of one, this module in SQL of all.

Everything: who holds `conversation.see_all`. Else what is in one's own queues or in none, and one's own;
without `conversation.see_queue` nothing that a colleague has. What one may not see does not exist.
"""

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.conversations.models import Conversation, Message
from appliance.errors import NotFound
from appliance.realtime.rooms import rooms_of_conversation, rooms_of_user


def visible_to(user: User) -> ColumnElement[bool]:
    """The condition on conversations. `user` loaded as by accounts.people."""
    return or_(*ways_to_see(user))


def ways_to_see(user: User) -> list[ColumnElement[bool]]:
    """Conditions of which any will do. Each names one person or one queue: an index serves it in order."""
    if user.may(SEE_ALL):
        return [true()]
    queues = [Conversation.queue_id.is_(None), *(Conversation.queue_id == one for one in user.queue_ids)]
    if not user.may(SEE_QUEUE):
        queues = [queue & Conversation.assigned_user_id.is_(None) for queue in queues]
    return [Conversation.assigned_user_id == user.id, *queues]


def sees(user: User, conversation: Conversation) -> bool:
    """The same of one conversation; the provisioning test's is seen by those who see all."""
    if user.may(SEE_ALL):
        return True
    return not set(rooms_of_user(user)).isdisjoint(rooms_of_conversation(conversation))


def find_conversation(
    session: Session, user: User, conversation_id: int, *, lock: bool = False
) -> Conversation:
    """Raises NotFound, also for one that `user` may not see."""
    conversation = session.get(Conversation, conversation_id, with_for_update=True if lock else None)
    if conversation is None or not sees(user, conversation):
        raise NotFound("conversation_not_found", "Esta conversa não existe.")
    return conversation


def find_message(session: Session, user: User, message_id: int) -> Message:
    """Raises NotFound, also for one in a conversation that `user` may not see."""
    message = session.get(Message, message_id)
    conversation = session.get(Conversation, message.conversation_id) if message else None
    if message is None or conversation is None or not sees(user, conversation):
        raise NotFound("message_not_found", "Esta mensagem não existe.")
    return message
