"""Lists: what each filter lets through, for whom, page after page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import QueueMember, User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.queues.models import Queue

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
SALES, SUPPORT = 1, 2
NOW = utc_now().replace(microsecond=0)


@pytest.fixture
def desk(context: Context, ana: User, bruno: User) -> list[int]:
    """Twelve conversations, a minute apart, in every place; their ids, oldest first."""
    with transaction(context.sessions) as session:
        for number in (SALES, SUPPORT):
            session.add(Queue(id=number, name=f"{number}", name_key=f"{number}", colour="#3b5bdb"))
        session.flush()
        session.add(QueueMember(queue_id=SALES, user_id=ana.id))
        rows = []
        for number in range(12):
            contact = Contact(phone=f"+551190000{number:04}")
            session.add(contact)
            session.flush()
            rows.append(
                Conversation(
                    protocol=f"20261121-{number:06}",
                    contact_id=contact.id,
                    status=("waiting", "open", "open", "closed")[number % 4],
                    queue_id=(None, SALES, SUPPORT)[number % 3],
                    assigned_user_id=(None, ana.id, bruno.id, None)[number % 4],
                    last_message_at=NOW - timedelta(minutes=12 - number),
                    unread_count=number % 2,
                    needs_human_attention=number == 4,
                    last_customer_message_at=utc_now() - timedelta(hours=23, minutes=50)
                    if number == 8
                    else None,
                )
            )
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def listed(call: Call, user: User, desk: list[int], query: str = "", limit: int = 5) -> list[int]:
    """The numbers of the desk that come, page after page."""
    found: list[int] = []
    cursor = ""
    while True:
        status, page = call(user, "GET", f"/conversations?limit={limit}{cursor}&{query}")
        assert status == 200, page
        found += [desk.index(row["id"]) for row in page["data"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("sort=oldest", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("status=waiting", [8, 4, 0]),
        ("queue_id=none", [9, 6, 3, 0]),
        ("queue_id=1&status=open", [10, 1]),
        ("unread=true&queue_id=2", [11, 5]),
        ("needs_attention=true", [4]),
        ("window_closing_hours=1", [8]),
        ("assigned_user_id=none&status=waiting&sort=oldest", [0, 4, 8]),
    ],
)
def test_filters_for_who_sees_all(
    call: Call, clara: User, desk: list[int], query: str, numbers: list[int]
) -> None:
    assert listed(call, clara, desk, query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [10, 9, 7, 6, 5, 4, 3, 1, 0]),
        ("sort=oldest", [0, 1, 3, 4, 5, 6, 7, 9, 10]),
        ("assigned_user_id=me", [9, 5, 1]),
        ("queue_id=2", [5]),
        ("status=waiting", [4, 0]),
    ],
)
@pytest.mark.parametrize("limit", [2, 50])
def test_filters_for_who_sees_a_queue(
    call: Call, ana: User, desk: list[int], query: str, numbers: list[int], limit: int
) -> None:
    assert listed(call, ana, desk, query, limit) == numbers


def test_between_two_moments(call: Call, clara: User, desk: list[int]) -> None:
    since = (NOW - timedelta(minutes=9)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    until = (NOW - timedelta(minutes=6)).astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert listed(call, clara, desk, f"from={since}&to={until}") == [5, 4, 3]


@pytest.mark.parametrize(
    "query", ["queue_id=x", "assigned_user_id=x", "sort=x", "from=2026-01-01", "window_closing_hours=25"]
)
def test_a_filter_that_says_nothing_is_refused(call: Call, clara: User, query: str) -> None:
    assert call(clara, "GET", f"/conversations?{query}")[0] == 422


@pytest.fixture
def thread(context: Context, write: Callable[..., int]) -> tuple[int, list[int]]:
    """A conversation with nine messages, two of them of the same moment; their ids, oldest first."""
    write("wamid.0")
    with transaction(context.sessions) as session:
        first = session.scalars(select(Message)).one()
        first.sent_at = datetime(2026, 1, 1, tzinfo=UTC)
        rows = [
            Message(
                conversation_id=first.conversation_id,
                sender_type="customer",
                message_type="text",
                content=str(number),
                status="received",
                sent_at=first.sent_at + timedelta(minutes=number // 2),
            )
            for number in range(1, 9)
        ]
        session.add_all(rows)
        session.flush()
        return first.conversation_id, [first.id, *(row.id for row in rows)]


def test_a_page_around_a_message_goes_on_both_ways(
    call: Call, clara: User, thread: tuple[int, list[int]]
) -> None:
    conversation_id, ids = thread
    path = f"/messages?conversation_id={conversation_id}&limit=4"
    _, page = call(clara, "GET", f"{path}&around={ids[4]}")
    assert [row["id"] for row in page["data"]] == [ids[6], ids[5], ids[4], ids[3], ids[2]]
    _, older = call(clara, "GET", f"{path}&cursor={page['next_cursor']}")
    assert [row["id"] for row in older["data"]] == [ids[1], ids[0]]
    _, newer = call(clara, "GET", f"{path}&newer={page['newer_cursor']}")
    assert ([row["id"] for row in newer["data"]], newer["newer_cursor"]) == ([ids[8], ids[7]], None)


def test_a_page_around_the_newest_reaches_the_present(
    call: Call, clara: User, thread: tuple[int, list[int]]
) -> None:
    conversation_id, ids = thread
    _, page = call(clara, "GET", f"/messages?conversation_id={conversation_id}&limit=4&around={ids[8]}")
    assert ([row["id"] for row in page["data"]], page["newer_cursor"]) == ([ids[8], ids[7], ids[6]], None)


def test_a_message_of_another_conversation_has_no_page_there(
    call: Call, clara: User, thread: tuple[int, list[int]], write: Callable[..., int]
) -> None:
    write("wamid.other", sender="5521987650002")
    conversation_id, ids = thread
    assert call(clara, "GET", f"/messages?conversation_id={conversation_id}&around={ids[8] + 1}")[0] == 404
    assert call(clara, "GET", f"/messages?conversation_id={conversation_id}&around=1&newer=x")[0] == 422
