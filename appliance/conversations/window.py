"""Meta's customer service window: 24 hours from the customer's last message or call, whichever conversation
of ours it is in (Meta: messages/send-messages).
"""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation
from appliance.conversations.presenting import WINDOW
from appliance.realtime.events import CONVERSATION_UPDATED, record


def last_heard(session: Session, contact_id: int) -> datetime | None:
    """When the contact last wrote or called, in any of their conversations; None if never."""
    return session.scalar(
        select(func.max(Conversation.last_customer_message_at)).where(Conversation.contact_id == contact_id)
    )


def close_window(session: Session, contact_id: int, refused_at: datetime) -> None:
    """Meta refused at `refused_at` because the window is closed: ours is too, unless they wrote since."""
    opened = refused_at - WINDOW
    wrong = session.scalars(
        select(Conversation.id)
        .where(
            Conversation.contact_id == contact_id,
            Conversation.last_customer_message_at > opened,
            Conversation.last_customer_message_at <= refused_at,
        )
        .order_by(Conversation.id)
        .with_for_update()
    ).all()
    if not wrong:
        return
    session.execute(
        update(Conversation).where(Conversation.id.in_(wrong)).values(last_customer_message_at=opened)
    )
    for conversation_id in wrong:
        record(session, CONVERSATION_UPDATED, conversation_id)
