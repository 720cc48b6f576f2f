"""A day closed on a tenant's own database: the SQL that SQLite cannot vouch for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.usage.closing import bounds, close_due, count_open_days, next_day
from appliance.usage.counting import count_day
from appliance.usage.models import UsageDay

pytestmark = pytest.mark.integration
ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def day(context, clara):
    """Yesterday there, with messages of several kinds."""
    day = (utc_now().astimezone(ZONE) - timedelta(days=1)).date()
    noon = bounds(day, ZONE)[0] + timedelta(hours=12)
    with transaction(context.sessions) as session:
        session.get_one(type(clara), clara.id).created_at = noon
        contact = Contact(name="Beto")
        session.add(contact)
        session.flush()
        conversation = Conversation(protocol="p", contact_id=contact.id)
        session.add(conversation)
        session.flush()
        for sender, status, record in (
            ("customer", "received", None),
            ("bot", "delivered", {"pricing": {"category": "service"}}),
            ("attendant", "read", {"pricing": {"category": "service", "type": "free"}}),
            ("attendant", "sent", {"pricing": {"category": None}}),
            ("attendant", "accepted", None),
            ("attendant", "failed", {"pricing": {"category": "marketing"}}),
        ):
            session.add(
                Message(
                    conversation_id=conversation.id,
                    sender_type=sender,
                    status=status,
                    record=record,
                    message_type="text",
                    sent_at=noon,
                    created_at=noon,
                    sender_user_id=clara.id if sender == "attendant" else None,
                )
            )
    return day


def test_a_day_is_counted_by_category(context, day):
    with transaction(context.sessions) as session:
        figures = count_day(session, *bounds(day, ZONE))
    assert figures["messages_out"] == {"service": 2, "untold": 2}
    assert (figures["messages_in"], figures["messages_failed"]) == (1, 1)
    assert (figures["users"], figures["active_users"]) == (1, 1)
    assert figures["storage_database"] > 0


def test_what_is_due_is_closed_once(context, day, monkeypatch):
    settled = bounds(day, ZONE)[1] + timedelta(hours=3)
    monkeypatch.setattr("appliance.usage.closing.utc_now", lambda: settled)
    close_due(context)
    close_due(context)
    with transaction(context.sessions) as session:
        [row] = session.query(UsageDay).all()
        assert (row.day, row.figures["messages_in"]) == (day, 1)
        assert isinstance(row.closed_at, datetime)
        assert next_day(session, ZONE, settled) is None


def test_days_that_are_not_closed_are_counted_as_far_as_they_have_come(context, day):
    with transaction(context.sessions) as session:
        counted = dict(count_open_days(session, ZONE, utc_now()))
        assert session.get(UsageDay, day) is None
    assert list(counted) == [day, utc_now().astimezone(ZONE).date()]
    assert counted[day]["messages_in"] == 1
    with transaction(context.sessions) as session:
        session.add(UsageDay(day=day, figures={}))
    with transaction(context.sessions) as session:
        assert [each for each, _ in count_open_days(session, ZONE, utc_now())] == list(counted)[1:]
