"""Merging by hand and undoing it, over the API."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.contacts.schemas import MergedSchema
from appliance.context import Context
from appliance.conversations import counters
from appliance.conversations.models import Conversation, Message
from appliance.realtime.events import publish_pending
from appliance.realtime.models import Event
from tests.integration.appliance.conftest import SMOKE_WA_ID

pytestmark = pytest.mark.integration

URL = "/api/v1/contacts"
Says = Callable[..., int]
ContactOf = Callable[[int], Contact]
Aliases = Callable[[], dict[int, set[str]]]
Call = Callable[..., tuple[int, dict[str, Any]]]

ANA, BIA, CAIO = "5531987650001", "5521976540002", "5541965430003"


@pytest.fixture
def merge(client: FlaskClient, clara: User, bearer: Callable[[User], dict[str, str]]) -> Call:
    headers = bearer(clara)

    def call(kept: int, other: object) -> tuple[int, dict[str, Any]]:
        response = client.post(f"{URL}/{kept}/merge", headers=headers, json={"other_id": other})
        return response.status_code, response.get_json()

    return call


@pytest.fixture
def undo(client: FlaskClient, clara: User, bearer: Callable[[User], dict[str, str]]) -> Call:
    headers = bearer(clara)

    def call(merge_id: int) -> tuple[int, dict[str, Any]]:
        response = client.post(f"{URL}/merges/{merge_id}/undo", headers=headers)
        return response.status_code, response.get_json()

    return call


def picture(context: Context) -> dict[str, Any]:
    """Everything a merge may touch, but for versions and moments of change."""
    with context.sessions() as session:
        contacts = session.scalars(select(Contact).order_by(Contact.id)).all()
        conversations = session.scalars(select(Conversation).order_by(Conversation.id)).all()
        messages = session.scalars(select(Message).order_by(Message.id)).all()
    left_out = {"version", "_sa_instance_state", "record"}

    def values(rows: Any) -> list[dict[str, Any]]:
        return [{name: value for name, value in vars(row).items() if name not in left_out} for row in rows]

    return {
        "contacts": values(contacts),
        "conversations": values(conversations),
        "messages": [(row.id, row.conversation_id, row.content) for row in messages],
    }


def test_one_takes_the_other_over_and_gives_everything_back(
    context: Context, says: Says, merge: Call, undo: Call, aliases: Aliases
) -> None:
    ana, bia = says(ANA, "BR.1", profile_name="Ana"), says(BIA, "BR.2", username="bia")
    says(BIA)
    before, known_by = picture(context), aliases()
    status, answer = merge(ana, bia)
    assert status == 200
    assert set(answer) == set(MergedSchema().fields)
    assert answer["merge"]["user"]["name"] == "Clara"
    assert answer["merge"]["can_undo"] is True
    assert (answer["contact"]["username"], answer["contact"]["name"]) == ("bia", "Ana")
    assert aliases() == {ana: known_by[ana] | known_by[bia]}
    assert [row["status"] for row in answer["contact"]["conversations"]] in (
        ["closed", "bot"],
        ["bot", "closed"],
    )
    with context.sessions() as session:
        told = session.execute(select(Event.kind, Event.conversation_id)).all()
    assert {row.conversation_id for row in told if row.kind == "thread.changed"} == {
        row["id"] for row in answer["contact"]["conversations"]
    }
    status, answer = undo(answer["merge"]["id"])
    assert (status, answer["merge"]["can_undo"]) == (200, False)
    assert answer["merge"]["undone_at"]
    assert picture(context) == before
    assert aliases() == known_by


def test_what_happened_since_stays_where_it_happened(
    context: Context, says: Says, merge: Call, undo: Call, contact_of: ContactOf, aliases: Aliases
) -> None:
    ana, bia = says(ANA, "BR.1"), says(BIA, "BR.2")
    _, answer = merge(ana, bia)
    assert says("552176540002", profile_name="B.") == ana  # Bia's number, without its ninth digit
    assert says(None, "BR.3") not in {ana, bia}
    undo(answer["merge"]["id"])
    assert aliases()[bia] == {
        "bsuid:BR.2",
        f"wa_id:{BIA}",
        "wa_id:552176540002",
        "mobile_br:552176540002",
    }
    assert (contact_of(ana).wa_id, contact_of(ana).profile_name) == (ANA, None)
    assert (contact_of(bia).wa_id, contact_of(bia).profile_name) == (BIA, "B.")
    with context.sessions() as session:
        rows = session.execute(
            select(Conversation.contact_id, Message.content)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Conversation.contact_id.in_((ana, bia)))
            .order_by(Message.id)
        ).all()
        live = session.scalars(
            select(Conversation.contact_id).where(Conversation.open_contact_id.is_not(None))
        ).all()
    assert [tuple(row) for row in rows] == [(ana, "message 1"), (bia, "message 2"), (ana, "message 3")]
    assert {ana, bia} < set(live)


def test_who_wants_no_marketing_gets_none_however_they_are_merged(
    context: Context, says: Says, merge: Call, undo: Call, contact_of: ContactOf
) -> None:
    ana, bia = says(ANA), says(BIA)
    january, march = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)

    def said(contact_id: int, stopped: datetime | None, at: datetime) -> None:
        with context.sessions.begin() as session:
            contact = session.get_one(Contact, contact_id)
            contact.marketing_stopped_at, contact.marketing_said_at = stopped, at

    said(bia, january, january)
    _, answer = merge(ana, bia)
    assert contact_of(ana).marketing_stopped_at == january
    undo(answer["merge"]["id"])
    assert contact_of(ana).marketing_stopped_at is None
    assert contact_of(bia).marketing_stopped_at == january
    _, answer = merge(ana, bia)
    said(ana, None, march)
    undo(answer["merge"]["id"])
    assert [contact_of(one).marketing_stopped_at for one in (ana, bia)] == [None, None]
    assert [contact_of(one).marketing_said_at for one in (ana, bia)] == [march, march]


def test_unread_messages_go_back_unless_somebody_read_them(
    context: Context, says: Says, merge: Call, undo: Call
) -> None:
    ana, bia = says(ANA), says(BIA)
    says(BIA)

    def unread() -> list[int]:
        with context.sessions() as session:
            return list(session.scalars(select(Conversation.unread_count).order_by(Conversation.id)))

    _, answer = merge(ana, bia)
    says(ANA)
    assert unread() == [4, 0]
    undo(answer["merge"]["id"])
    assert unread() == [2, 2]
    _, answer = merge(ana, bia)
    with context.sessions.begin() as session:
        session.execute(update(Conversation).values(unread_count=0))
    says(ANA)
    undo(answer["merge"]["id"])
    assert unread() == [1, 0]


def test_notes_and_remarks_stay_out_of_the_list(
    context: Context, says: Says, merge: Call, undo: Call, client: FlaskClient, clara: User, bearer: Any
) -> None:
    ana, bia = says(ANA, "BR.1"), says(BIA, "BR.2")
    with context.sessions() as session:
        rows = {row.contact_id: row for row in session.scalars(select(Conversation))}
    own, wrote = rows[ana].id, rows[bia].last_message_id
    url, headers = f"/api/v1/conversations/{own}", bearer(clara)
    client.post(f"{url}/takeover", headers=headers)
    client.post(f"{url}/notes", headers=headers, json={"content": "Só entre nós"})
    answer = merge(ana, bia)[1]

    def last(contact_id: int) -> int | None:
        with context.sessions() as session:
            query = select(Conversation.last_message_id).where(Conversation.id == rows[contact_id].id)
            return session.scalars(query).one()

    assert last(ana) == wrote
    undo(answer["merge"]["id"])
    assert (last(ana), last(bia)) == (rows[ana].last_message_id, wrote)


def test_the_one_that_left_counts_as_closed(
    context: Context, says: Says, merge: Call, undo: Call, clara: User
) -> None:
    ana, bia = says(ANA, "BR.1"), says(BIA, "BR.2")

    def closed() -> int:
        publish_pending(context)
        context.redis.delete("counters:counted", "counters:closed-resting")
        return int(counters.stats_of(context, clara)["closed"])

    assert closed() == 0
    answer = merge(ana, bia)[1]
    assert closed() == 1
    undo(answer["merge"]["id"])
    assert closed() == 0


def test_merging_twice_is_merging_once(says: Says, merge: Call) -> None:
    ana, bia = says(ANA), says(BIA)
    _, first = merge(ana, bia)
    status, second = merge(ana, bia)
    assert (status, second["merge"]["id"]) == (200, first["merge"]["id"])


def test_merges_are_undone_newest_first(says: Says, merge: Call, undo: Call, contact_of: ContactOf) -> None:
    ana, bia, caio = says(ANA), says(BIA), says(CAIO)
    first = merge(ana, bia)[1]["merge"]["id"]
    second = merge(caio, ana)[1]["merge"]["id"]
    status, answer = undo(first)
    assert (status, answer["error"]["code"]) == (409, "newer_merge")
    assert answer["error"]["details"] == {"merge_id": second}
    assert undo(second)[0] == 200
    assert undo(first)[0] == 200
    assert [contact_of(one).merged_into_id for one in (ana, bia, caio)] == [None, None, None]
    status, answer = undo(first)
    assert (status, answer["error"]["code"]) == (409, "undone_already")


def test_what_cannot_be_merged_is_said(says: Says, merge: Call, undo: Call) -> None:
    ana, bia, caio, smoke = says(ANA), says(BIA), says(CAIO), says(SMOKE_WA_ID)
    merge(ana, bia)
    for kept, other, code in [
        (ana, ana, "same_contact"),
        (caio, bia, "merged_already"),
        (bia, caio, "merged_already"),
        (ana, smoke, "synthetic_contact"),
        (smoke, ana, "synthetic_contact"),
    ]:
        status, answer = merge(kept, other)
        assert (status, answer["error"]["code"]) == (409, code)
    assert merge(ana, 999_999)[0] == merge(999_999, ana)[0] == 404
    assert [merge(ana, other)[0] for other in (None, "x", 0, 1.5, 2**70)] == [422] * 5
    assert undo(999_999)[0] == 404


def test_a_merged_contact_says_into_whom(
    says: Says, merge: Call, client: FlaskClient, clara: User, bearer: Callable[[User], dict[str, str]]
) -> None:
    ana, bia = says(ANA), says(BIA)
    merge(ana, bia)
    headers = bearer(clara)
    shown = client.get(f"{URL}/{bia}", headers=headers).get_json()
    assert (shown["merged_into_id"], shown["aliases"], shown["conversations"]) == (ana, [], [])
    assert [row["id"] for row in client.get(URL, headers=headers).get_json()["data"]] == [ana]
    refused = client.patch(f"{URL}/{bia}", headers=headers, json={"name": "Bia"})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "merged_already")


def test_an_attendant_does_not_merge(
    says: Says, client: FlaskClient, ana: User, bearer: Callable[[User], dict[str, str]]
) -> None:
    response = client.post(f"{URL}/{says(ANA)}/merge", headers=bearer(ana), json={"other_id": says(BIA)})
    assert response.status_code == 403


def test_what_whatsapp_joined_and_a_person_took_apart_stays_apart(
    context: Context, says: Says, undo: Call, client: FlaskClient, clara: User, bearer: Any
) -> None:
    by_number, by_user_id = says(ANA), says(None, "BR.1")
    says(ANA, "BR.1")
    [done] = client.get(f"{URL}/{by_number}", headers=bearer(clara)).get_json()["merges"]
    assert done["user"] is None
    undo(done["id"])
    assert says(ANA, "BR.1") == by_user_id
    assert says(ANA) == by_number


def test_both_are_written_to_where_they_wrote_last(
    says: Says, merge: Call, undo: Call, contact_of: ContactOf
) -> None:
    ana, bia = says(ANA), says(BIA)
    _, answer = merge(ana, bia)
    assert (contact_of(ana).wa_id, contact_of(ana).phone) == (BIA, f"+{BIA}")
    undo(answer["merge"]["id"])
    assert (contact_of(ana).wa_id, contact_of(bia).wa_id) == (ANA, BIA)
    merge(bia, ana)
    assert contact_of(bia).wa_id == BIA


def test_who_writes_without_a_number_is_not_answered_at_another_persons(
    says: Says, merge: Call, undo: Call, contact_of: ContactOf
) -> None:
    ana, bia = says(ANA, "BR.1"), says(None, "BR.2")
    _, answer = merge(ana, bia)
    assert (contact_of(ana).wa_id, contact_of(ana).bsuid) == (None, "BR.2")
    undo(answer["merge"]["id"])
    assert (contact_of(ana).wa_id, contact_of(ana).bsuid) == (ANA, "BR.1")
