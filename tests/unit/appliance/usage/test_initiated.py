"""On SQLite: whom Meta's messaging limit counts."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import create_engine

from appliance.accounts.models import Role, User
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import Base, make_sessions, transaction
from appliance.usage.initiated import count_written_first
from tests.unit.appliance.usage.test_counting import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/tenant.sqlite3")
    tables = [table.__table__ for table in (Role, User, Contact, Conversation, Message)]
    Base.metadata.create_all(engine, tables=tables)
    made = make_sessions(engine)
    with transaction(made) as session:
        for id_ in (1, 2, 3):
            session.add(Contact(id=id_, name=f"C{id_}", is_synthetic=id_ == 3))
            session.add(Conversation(id=id_, protocol=f"p{id_}", contact_id=id_))
        session.add(Conversation(id=11, protocol="p11", contact_id=1))  # an earlier one of the same customer
    yield made
    engine.dispose()


@pytest.fixture
def add(sessions):
    """A message so many hours before noon."""
    ids = count(1)

    def message(kind, hours, conversation=1, **changes):
        sender = "customer" if kind == "theirs" else "attendant"
        values = {
            "conversation_id": conversation,
            "sender_type": sender,
            "message_type": "template" if kind == "template" else "text",
            "status": "received" if sender == "customer" else "delivered",
            "sent_at": NOON - hours * HOUR,
            "created_at": NOON - hours * HOUR,
            **changes,
        }
        with transaction(sessions) as session:
            session.add(Message(id=next(ids), **values))

    return message


def counted(sessions):
    with transaction(sessions) as session:
        return count_written_first(session, NOON)


def test_each_customer_once_however_many_templates(sessions, add):
    assert counted(sessions) == 0
    add("template", 5), add("template", 4), add("template", 3, conversation=11)
    add("template", 2, conversation=2)
    assert counted(sessions) == 2


def test_whoever_wrote_to_us_first_is_not_counted(sessions, add):
    add("theirs", 30), add("template", 7)
    assert counted(sessions) == 0
    add("theirs", 3, conversation=2), add("template", 2, conversation=2)
    assert counted(sessions) == 0


def test_the_window_is_the_customers_in_whichever_conversation(sessions, add):
    add("theirs", 10, conversation=11), add("template", 5)
    assert counted(sessions) == 0


def test_an_answer_that_came_later_opened_nothing_before(sessions, add):
    add("template", 5), add("theirs", 4), add("template", 3)
    assert counted(sessions) == 1


def test_a_window_that_had_closed_counts_no_more(sessions, add):
    add("theirs", 47), add("template", 22)
    assert counted(sessions) == 1


def test_only_templates_that_left_within_a_day_and_not_the_test_contact(sessions, add):
    add("template", 25)
    add("ours", 3)
    for status in ("queued", "failed", "cancelled"):
        add("template", 3, status=status)
    add("template", 3, conversation=3)
    assert counted(sessions) == 0


def test_a_scheduled_one_counts_when_it_was_sent(sessions, add):
    about = {"created_at": NOON - 90 * HOUR, "scheduled_at": NOON - 2 * HOUR}
    add("template", 2, **about)
    assert counted(sessions) == 1
