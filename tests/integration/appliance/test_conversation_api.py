from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.conversations.schemas import ConversationSchema, MessageSchema
from appliance.database import transaction, utc_now
from appliance.job_queues import OUTBOUND
from tests.integration.appliance.conftest import SMOKE_WA_ID

pytestmark = pytest.mark.integration

URL = "/api/v1/conversations"
Write = Callable[..., int]
Bearer = Callable[[User], dict[str, str]]


@pytest.fixture
def as_ana(ana: User, bearer: Bearer) -> dict[str, str]:
    return bearer(ana)


def first_id(context: Context) -> int:
    with context.sessions() as session:
        return session.scalars(select(Conversation.id).order_by(Conversation.id)).first() or 0


def listed(client: FlaskClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    response = client.get(URL, headers=headers, query_string=query)
    assert response.status_code == 200, response.text
    data: list[dict[str, Any]] = response.get_json()["data"]
    return data


def test_nobody_sees_nothing(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 401


def test_a_conversation_is_shown_whole(client: FlaskClient, as_ana: dict[str, str], write: Write) -> None:
    write("wamid.1", "Oi!")
    [shown] = listed(client, as_ana)
    assert set(shown) == set(ConversationSchema().fields)
    assert set(shown["last_message"]) == set(MessageSchema().fields)
    assert (shown["status"], shown["is_bot_active"], shown["unread_count"]) == ("bot", True, 1)
    assert shown["contact"]["name"] == "Ana P."
    assert shown["last_message"]["content"] == "Oi!"
    assert shown["window_expires_at"] > shown["last_message_at"]


def test_pages_hold_every_conversation_once_newest_first(
    client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    now = int(utc_now().timestamp())
    for number in range(7):  # several share a second
        write(f"wamid.{number}", sender=f"55119876500{number:02d}", timestamp=now - 10 + number // 3)
    seen: list[int] = []
    cursor = None
    while True:
        page = client.get(
            URL, headers=as_ana, query_string={"limit": 3, "cursor": cursor or ""} if cursor else {"limit": 3}
        ).get_json()
        seen += [row["id"] for row in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("cursor", ["x", "bm9wZQ", "WzEsIDJd", "=", "é"])
def test_a_cursor_that_is_none_is_refused(client: FlaskClient, as_ana: dict[str, str], cursor: str) -> None:
    response = client.get(URL, headers=as_ana, query_string={"cursor": cursor})
    assert (response.status_code, response.get_json()["error"]["code"]) == (422, "invalid_cursor")


def test_a_list_takes_the_same_number_of_queries_however_long(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    statements: list[str] = []
    engine = context.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    counts = []
    for number in range(1, 4):
        write(f"wamid.{number}", sender=f"55119876500{number:02d}")
        statements.clear()
        listed(client, as_ana)
        counts.append(len(statements))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("q", ["maria josé", "MARIA JOSE", "98765", "(11) 98765-0001", "20", "José"])
def test_search_ignores_accents_capitals_and_punctuation(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write, q: str
) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        session.scalars(select(Conversation)).one().contact.name = "Maria José"
    assert len(listed(client, as_ana, q=q)) == 1


@pytest.mark.parametrize("q", ["Dona Maria", "31 8765-0001", "(31) 98765-0001", "3187650001", " @ana "])
def test_search_finds_what_the_search_for_contacts_finds(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write, q: str
) -> None:
    write("wamid.1", sender="553187650001")
    with transaction(context.sessions) as session:
        contact = session.scalars(select(Conversation)).one().contact
        contact.phonebook_name, contact.username = "Dona Maria", "ana"
    assert len(listed(client, as_ana, q=q)) == 1


@pytest.mark.parametrize("q", ["%", "_", "zé", "99999"])
def test_search_takes_wildcards_for_what_they_are(
    client: FlaskClient, as_ana: dict[str, str], write: Write, q: str
) -> None:
    write("wamid.1")
    assert listed(client, as_ana, q=q) == []


def test_filters(
    context: Context, client: FlaskClient, ana: User, as_ana: dict[str, str], write: Write
) -> None:
    write("wamid.1")
    write("wamid.2", sender="5521987650002")
    client.post(f"{URL}/{first_id(context)}/takeover", headers=as_ana)
    assert [row["status"] for row in listed(client, as_ana, status="open")] == ["open"]
    assert len(listed(client, as_ana, status="live")) == 2
    client.post(f"{URL}/{first_id(context)}/close", headers=as_ana)
    assert [row["status"] for row in listed(client, as_ana, status="live")] == ["bot"]
    client.post(f"{URL}/{first_id(context)}/reopen", headers=as_ana)
    assert [row["assigned_user_id"] for row in listed(client, as_ana, assigned_user_id="me")] == [ana.id]
    assert [row["assigned_user_id"] for row in listed(client, as_ana, assigned_user_id=ana.id)] == [ana.id]
    assert [row["assigned_user_id"] for row in listed(client, as_ana, assigned_user_id="none")] == [None]
    assert listed(client, as_ana, assigned_user_id=ana.id + 1) == []
    assert client.get(URL, headers=as_ana, query_string={"assigned_user_id": "x"}).status_code == 422
    response = client.get(URL, headers=as_ana, query_string={"status": "x"})
    assert response.get_json()["error"]["code"] == "invalid_input"


def test_stats_count_by_status_and_mine(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    assert client.get(f"{URL}/stats", headers=as_ana).get_json() == {
        "bot": 0, "waiting": 0, "open": 0, "closed": 0, "mine": 0, "unassigned": 0, "needs_attention": 0,
        "queues": {},
    }  # fmt: skip
    write("wamid.1")
    write("wamid.2", sender="5521987650002")
    write("wamid.3", sender="5531987650003")
    write("wamid.4", sender=SMOKE_WA_ID)
    with transaction(context.sessions) as session:
        ownership.hand_off(
            session,
            session.scalars(select(Conversation).order_by(Conversation.id.desc()).offset(1)).first(),
            "media",
        )  # type: ignore[arg-type]
    client.post(f"{URL}/{first_id(context)}/takeover", headers=as_ana)
    assert client.get(f"{URL}/stats", headers=as_ana).get_json() == {
        "bot": 1, "waiting": 1, "open": 1, "closed": 0, "mine": 1, "unassigned": 1, "needs_attention": 1,
        "queues": {},
    }  # fmt: skip


def test_stats_count_more_than_one(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    for turn in range(1, 5):
        write(f"wamid.{turn}", sender=f"552198765000{turn}")
    with transaction(context.sessions) as session:
        ids = list(session.scalars(select(Conversation.id).order_by(Conversation.id)))
        for conversation_id in ids[2:]:
            ownership.hand_off(session, session.get_one(Conversation, conversation_id), "media")
    for conversation_id in ids[:2]:
        client.post(f"{URL}/{conversation_id}/takeover", headers=as_ana)
    stats = client.get(f"{URL}/stats", headers=as_ana).get_json()
    assert (stats["mine"], stats["needs_attention"]) == (2, 2)


def test_the_provisioning_tests_conversation_is_hidden_unless_asked_for(
    client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    write("wamid.1", sender=SMOKE_WA_ID)
    assert listed(client, as_ana) == []
    assert len(listed(client, as_ana, is_synthetic=True)) == 1


def test_taking_over_what_another_has_says_who(
    context: Context, client: FlaskClient, ana: User, as_ana: dict[str, str], bruno: User, clara: User,
    bearer: Bearer, write: Write,
) -> None:  # fmt: skip
    write("wamid.1")
    url = f"{URL}/{first_id(context)}/takeover"
    assert client.post(url, headers=as_ana).get_json()["assigned_user_id"] == ana.id
    assert client.post(url, headers=as_ana).status_code == 200
    refused = client.post(url, headers=bearer(bruno))
    assert refused.status_code == 409
    assert refused.get_json()["error"]["code"] == "already_taken"
    assert refused.get_json()["error"]["details"] == {"assigned_user": {"id": ana.id, "name": "Ana"}}


def test_an_admin_relieves_only_whom_they_name(
    context: Context, client: FlaskClient, ana: User, as_ana: dict[str, str], bruno: User, clara: User,
    bearer: Bearer, write: Write,
) -> None:  # fmt: skip
    write("wamid.1")
    url = f"{URL}/{first_id(context)}/takeover"
    client.post(url, headers=as_ana)
    for body in ({}, {"from_user_id": None}, {"from_user_id": bruno.id}):
        refused = client.post(url, json=body, headers=bearer(clara))
        assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "already_taken")
    assert client.post(url, headers=bearer(clara)).status_code == 409
    assert client.post(url, json={"from_user_id": ana.id}, headers=bearer(bruno)).status_code == 409
    taken = client.post(url, json={"from_user_id": ana.id}, headers=bearer(clara))
    assert taken.get_json()["assigned_user_id"] == clara.id
    conversation_id = first_id(context)
    shown = client.get(f"/api/v1/messages?conversation_id={conversation_id}", headers=as_ana).get_json()
    assert shown["data"][0]["metadata"] == {"system": {"kind": "relieved", "by": "Clara", "from": "Ana"}}


def test_close_and_reopen(
    context: Context,
    client: FlaskClient,
    ana: User,
    as_ana: dict[str, str],
    bruno: User,
    bearer: Bearer,
    write: Write,
) -> None:
    write("wamid.1")
    url = f"{URL}/{first_id(context)}"
    client.post(f"{url}/takeover", headers=as_ana)
    assert client.post(f"{url}/close", headers=bearer(bruno)).get_json()["error"]["code"] == "not_owner"
    closed = client.post(f"{url}/close", headers=as_ana).get_json()
    assert (closed["status"], closed["closed_at"] is not None, closed["unread_count"]) == ("closed", True, 0)
    assert client.post(f"{url}/close", headers=as_ana).get_json()["error"]["code"] == "wrong_state"
    reopened = client.post(f"{url}/reopen", headers=bearer(bruno)).get_json()
    assert (reopened["status"], reopened["assigned_user_id"], reopened["closed_at"]) == (
        "open",
        bruno.id,
        None,
    )


def test_reading_clears_the_count_and_sends_one_read_receipt(
    context: Context, client: FlaskClient, as_ana: dict[str, str], write: Write
) -> None:
    write("wamid.1")
    url = f"{URL}/{first_id(context)}/read"
    assert client.post(url, headers=as_ana).get_json()["unread_count"] == 0
    assert client.post(url, headers=as_ana).status_code == 200
    assert context.queues[OUTBOUND].count == 1


@pytest.mark.parametrize("path", ["", "/takeover", "/close", "/reopen", "/read"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, as_ana: dict[str, str], path: str) -> None:
    response = client.open(f"{URL}/424242{path}", method="POST" if path else "GET", headers=as_ana)
    assert (response.status_code, response.get_json()["error"]["code"]) == (404, "conversation_not_found")


def test_an_unknown_filter_is_refused_with_those_that_exist(
    client: FlaskClient, as_ana: dict[str, str]
) -> None:
    refused = client.get(URL, query_string={"since": "2026-01-01"}, headers=as_ana)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "invalid_input")
    assert "assigned_user_id" in str(refused.get_json()["error"]["details"]["query"]["since"])


def test_errors_are_described_as_they_are(client: FlaskClient) -> None:
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    assert set(schemas["ErrorDetail"]["properties"]) == {"code", "message", "details"}
    assert schemas["ErrorDetail"]["properties"]["code"]["type"] == "string"
    assert schemas["Error"]["properties"]["error"] == {"$ref": "#/components/schemas/ErrorDetail"}
