"""A role that may only read: what the inbox asks for as it opens is answered, and nothing can be changed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import Role, User
from appliance.accounts.permissions import SELF
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
READING = (SELF, "conversation.read", "conversation.see_all", "message.read", "contact.read")


@pytest.fixture
def reader(context: Context, ana: User, bruno: User) -> User:
    """Bruno, who reads; Ana answers."""
    with transaction(context.sessions) as session:
        session.add(Role(key="reads", name="Consulta", permissions=sorted(READING)))
        session.flush()
        session.get_one(User, bruno.id).role = "reads"
    return bruno


@pytest.fixture
def conversation(context: Context, write: Callable[..., int]) -> Conversation:
    write("wamid.1")
    with context.sessions() as session:
        return session.scalars(select(Conversation)).one()


@pytest.mark.parametrize(
    "path",
    [
        "/auth/me",
        "/users?limit=200",
        "/queues",
        "/conversations?status=waiting",
        "/conversations/stats",
        "/conversations/{id}",
        "/messages?conversation_id={id}",
        "/messages/scheduled?conversation_id={id}",
        "/messages/limits",
        "/sending",
        "/labels",
        "/saved-views",
        "/close-reasons",
        "/mentions",
        "/notifications",
        "/contacts/{contact_id}",
        "/contacts/{contact_id}/details",
        "/contacts/{contact_id}/conversations",
        "/contacts/{contact_id}/files?group=files",
        "/contacts/{contact_id}/consents",
        "/contact-fields",
        "/signature",
    ],
)
def test_the_inbox_opens(path: str, reader: User, conversation: Conversation, call: Call) -> None:
    asked = path.format(id=conversation.id, contact_id=conversation.contact_id)
    assert call(reader, "GET", asked)[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/offers"),
        ("GET", "/users/online"),
        ("GET", "/roles"),
        ("GET", "/templates"),
        ("POST", "/conversations"),
        ("POST", "/conversations/{id}/takeover"),
        ("POST", "/conversations/{id}/transfer"),
        ("POST", "/conversations/{id}/close"),
        ("POST", "/conversations/{id}/notes"),
        ("POST", "/conversations/{id}/typing"),
        ("POST", "/messages"),
        ("PATCH", "/contacts/{contact_id}"),
    ],
)
def test_and_nothing_more(
    method: str, path: str, reader: User, conversation: Conversation, call: Call
) -> None:
    asked = path.format(id=conversation.id, contact_id=conversation.contact_id)
    assert call(reader, method, asked, {} if method != "GET" else None)[0] == 403


def test_of_colleagues_they_learn_the_name_and_whether_they_are_there(
    reader: User, ana: User, call: Call
) -> None:
    listed = {one["id"]: one for one in call(reader, "GET", "/users")[1]["data"]}
    assert (listed[ana.id]["name"], listed[ana.id]["is_online"]) == ("Ana", False)
    assert listed[ana.id].keys().isdisjoint({"email", "role", "locale"})
    assert call(ana, "GET", "/users")[1]["data"][0]["email"]


def test_without_conversations_there_are_no_names_either(context: Context, reader: User, call: Call) -> None:
    with transaction(context.sessions) as session:
        session.get_one(Role, "reads").permissions = [SELF, "contact.read"]
    assert [call(reader, "GET", path)[0] for path in ("/users", "/queues")] == [403, 403]
