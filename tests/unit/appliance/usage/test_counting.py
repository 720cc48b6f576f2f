"""The queries in SQL, on SQLite; tests/integration asks the tenants' own databases the same."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine

from appliance.accounts.models import Role, User
from appliance.ai.models import AiRequest
from appliance.audit.models import AuditEntry
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import Base, make_sessions, transaction
from appliance.media.models import Media
from appliance.usage.closing import _close_next, bounds, next_day
from appliance.usage.counting import count_day
from appliance.usage.models import UsageDay

ZONE = ZoneInfo("America/Sao_Paulo")
DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 15, tzinfo=UTC)
TABLES = (Role, User, Contact, Conversation, Message, Media, AiRequest, AuditEntry, UsageDay)


@pytest.fixture
def sessions(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/tenant.sqlite3")
    Base.metadata.create_all(engine, tables=[table.__table__ for table in TABLES])
    made = make_sessions(engine)
    with transaction(made) as session:
        for id_, is_synthetic in ((1, False), (2, True)):
            session.add(Contact(id=id_, name=f"C{id_}", is_synthetic=is_synthetic))
            session.add(Conversation(id=id_, protocol=f"p{id_}", contact_id=id_))
    yield made
    engine.dispose()


@pytest.fixture
def add(sessions):
    ids = count(1)

    def message(sender="attendant", status="delivered", at=NOON, category="service", **changes):
        values = {
            "conversation_id": 1,
            "message_type": "text",
            "record": {"pricing": {"category": category}} if category else None,
            "sent_at": at,
            "created_at": at,
            **changes,
        }
        with transaction(sessions) as session:
            session.add(Message(id=next(ids), sender_type=sender, status=status, **values))

    return message


def counted(sessions, day=DAY):
    with transaction(sessions) as session:
        return count_day(session, *bounds(day, ZONE))


def test_a_day_is_the_clients_own(sessions, add):
    """São Paulo is three hours behind UTC."""
    for at in ("2026-11-20T02:59:59", "2026-11-20T03:00:00", "2026-11-21T02:59:59", "2026-11-21T03:00:00"):
        add("customer", "received", datetime.fromisoformat(at).replace(tzinfo=UTC), None)
    assert counted(sessions)["messages_in"] == 2


def test_what_left_is_counted_by_what_meta_prices_it_as(sessions, add):
    add(), add("bot"), add("system", "read", category="utility")
    add(category=None), add(status="accepted", category=None), add(record={"template": "x"})
    found = counted(sessions)
    assert found["messages_out"] == {"service": 2, "utility": 1, "untold": 3}
    assert found["messages_in"] == 0


def test_what_did_not_leave_is_not_counted_as_sent(sessions, add):
    add(status="failed"), add(status="queued"), add(status="unknown"), add(status="cancelled")
    add(status="received", message_type="note")
    found = counted(sessions)
    assert (found["messages_out"], found["messages_failed"]) == ({}, 1)


def test_a_scheduled_message_counts_on_its_own_day(sessions, add):
    add(at=NOON - timedelta(days=3), scheduled_at=NOON, category="marketing")
    add(at=NOON, scheduled_at=NOON + timedelta(days=3))
    assert counted(sessions)["messages_out"] == {"marketing": 1}


def test_history_of_a_phone_and_the_smoke_test_do_not_count(sessions, add):
    add("customer", "received", sent_at=NOON - timedelta(days=90))
    add("customer", "received", conversation_id=2)
    add("customer", "received", sent_at=NOON - timedelta(days=6))
    assert counted(sessions)["messages_in"] == 1


def test_tokens_count_whatever_became_of_the_answer(sessions):
    with transaction(sessions) as session:
        for at, (state, moment) in enumerate(
            (("answered", NOON), ("superseded", NOON), ("answered", NOON + timedelta(days=1))), 1
        ):
            session.add(
                AiRequest(
                    id=at, conversation_id=1, conversation_version=1, message_id=at, state=state,
                    tokens_in=100, tokens_out=7, deadline_at=moment, finished_at=moment,
                )
            )  # fmt: skip
    found = counted(sessions)
    assert (found["ai_answers"], found["ai_tokens_in"], found["ai_tokens_out"]) == (1, 200, 14)


def test_people_who_may_sign_in_and_those_who_did_something(sessions, add):
    with transaction(sessions) as session:
        for id_ in range(1, 5):
            session.add(
                User(id=id_, name="A", email=f"{id_}@x", role="admin", is_active=id_ != 4, created_at=NOON)
            )
        session.add(AuditEntry(id=1, at=NOON, user_id=2, action="a.b", subject_kind="x", subject_id="1"))
        session.add(AuditEntry(id=2, at=NOON, user_id=None, action="a.b", subject_kind="x", subject_id="1"))
    add(sender_user_id=1), add(sender_user_id=1), add(sender_user_id=3, at=NOON + timedelta(days=1))
    found = counted(sessions)
    assert (found["users"], found["active_users"]) == (3, 2)


def test_the_platforms_support_is_nobody_of_the_clients(sessions, add):
    with transaction(sessions) as session:
        for id_, role in ((1, "admin"), (2, "suporte")):
            session.add(User(id=id_, name="A", email=f"{id_}@x", role=role, created_at=NOON))
        session.add(AuditEntry(id=1, at=NOON, user_id=2, action="a.b", subject_kind="x", subject_id="1"))
    add(sender_user_id=1)
    found = counted(sessions)
    assert (found["users"], found["active_users"]) == (1, 1)


def test_a_file_that_two_messages_share_is_kept_once(sessions):
    with transaction(sessions) as session:
        for id_, path in ((1, "a"), (2, "a"), (3, "b"), (4, None)):
            session.add(Media(id=id_, kind="image", path=path, size=1000))
    assert counted(sessions)["storage_media"] == 2000


def test_a_day_is_closed_three_hours_after_its_end_and_never_counted_again(sessions, add):
    with transaction(sessions) as session:
        session.add(User(id=1, name="A", email="a@x", role="admin", created_at=NOON))
    midnight = bounds(DAY, ZONE)[1]
    add("customer", "received")
    with transaction(sessions) as session:
        assert next_day(session, ZONE, midnight + timedelta(hours=2, minutes=59)) is None
        assert _close_next(session, ZONE, midnight + timedelta(hours=3)) == DAY
        assert _close_next(session, ZONE, midnight + timedelta(hours=3)) is None
    with transaction(sessions) as session:
        session.query(Message).delete()
        assert session.get_one(UsageDay, DAY).figures["messages_in"] == 1


def test_days_that_were_missed_follow_one_another(sessions):
    with transaction(sessions) as session:
        session.add(UsageDay(day=DAY, figures={}))
        closed = [_close_next(session, ZONE, NOON + timedelta(days=4)) for _ in range(4)]
    assert closed == [*(DAY + timedelta(days=at) for at in (1, 2, 3)), None]


def test_a_help_desk_that_nobody_metered_begins_a_week_back(sessions):
    with transaction(sessions) as session:
        assert next_day(session, ZONE, NOON) is None
        session.add(User(id=1, name="A", email="a@x", role="admin", created_at=NOON - timedelta(days=90)))
        session.flush()
        assert next_day(session, ZONE, NOON) == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 20), 24)]
)
def test_a_day_may_be_shorter_or_longer(day, hours):
    start, end = bounds(day, ZoneInfo("Europe/Lisbon"))
    assert end - start == timedelta(hours=hours)
