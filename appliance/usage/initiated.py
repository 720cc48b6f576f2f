"""How many customers were written to first: what Meta's messaging limit counts.

"The maximum number of unique WhatsApp users your business can message outside of customer service windows in
a moving 24-hour period" (Meta: messaging-limits). Only templates open a conversation so.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import TEMPLATE
from appliance.conversations.presenting import WINDOW
from appliance.usage.counting import LEFT_US

PERIOD = timedelta(hours=24)


def count_written_first(session: Session, now: datetime) -> int:
    """Customers who, in the 24 hours before `now`, were sent a template while none of their own messages had
    the window open.
    """
    since = now - PERIOD
    sent = _of_contacts(
        Message.message_type == TEMPLATE,
        Message.status.in_(LEFT_US),
        or_(Message.created_at >= since, Message.scheduled_at >= since),  # one index each
        Message.sent_at >= since,
    )
    templates = session.execute(sent).all()
    if not templates:
        return 0
    written = _of_contacts(
        Message.sender_type == "customer",
        Message.created_at >= since - WINDOW,
        Conversation.contact_id.in_(sent.with_only_columns(Conversation.contact_id)),
    )
    wrote: dict[int, list[datetime]] = defaultdict(list)
    for contact_id, moment in session.execute(written):
        wrote[contact_id].append(moment)
    return len(
        {
            contact_id
            for contact_id, sent_at in templates
            if not any(moment <= sent_at < moment + WINDOW for moment in wrote[contact_id])
        }
    )


def _of_contacts(*which: ColumnElement[bool]) -> Select[int, datetime]:
    return (
        select(Conversation.contact_id, Message.sent_at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.is_synthetic.is_(False), *which)
    )
