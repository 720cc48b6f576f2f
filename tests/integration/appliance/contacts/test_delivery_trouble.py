"""Whom WhatsApp does not reach is marked, until it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.whatsapp.graph_errors import error_of

pytestmark = pytest.mark.integration

ANA = "5531987650001"
Says = Callable[..., int]
Trouble = Callable[[int], Any]


@pytest.fixture
def answer(context: Context) -> Callable[..., None]:
    """We wrote to the one customer there is: what became of it."""

    def write(status: str, code: int | None = None) -> None:
        with transaction(context.sessions) as session:
            theirs = session.scalars(select(Message).where(Message.sender_type == "customer")).first()
            assert theirs is not None
            ours = len(session.scalars(select(Message)).all())
            session.add(
                Message(
                    conversation_id=theirs.conversation_id,
                    sender_type="user",
                    message_type="text",
                    content="Olá",
                    status=status,
                    error=error_of(code, None) if code else None,
                    sent_at=utc_now() - timedelta(minutes=30) + timedelta(seconds=ours),
                )
            )

    return write


@pytest.fixture
def trouble(client: FlaskClient, bearer: Callable[[User], dict[str, str]], ana: User) -> Trouble:
    headers = bearer(ana)

    def show(contact_id: int) -> Any:
        return client.get(f"/api/v1/contacts/{contact_id}", headers=headers).get_json()["delivery_trouble"]

    return show


@pytest.mark.parametrize(("code", "reason"), [(131026, "undeliverable"), (137000, "identity")])
def test_what_whatsapp_says_of_the_recipient_marks_them(
    says: Says, answer: Callable[..., None], trouble: Trouble, code: int, reason: str
) -> None:
    contact_id = says(ANA)
    assert trouble(contact_id) is None
    answer("failed", code)
    shown = trouble(contact_id)
    assert (shown["reason"], shown["message"]) == (reason, error_of(code, None)["message"])
    answer("sent")
    assert trouble(contact_id) == shown  # it left, and may not arrive


@pytest.mark.parametrize("status", ["delivered", "read", "played"])
def test_an_arrival_takes_the_mark_away(
    says: Says, answer: Callable[..., None], trouble: Trouble, status: str
) -> None:
    contact_id = says(ANA)
    answer("failed", 131026)
    answer(status)
    assert trouble(contact_id) is None


@pytest.mark.parametrize("code", [131047, 131049, 190, 131000])
def test_other_trouble_is_not_theirs(
    says: Says, answer: Callable[..., None], trouble: Trouble, code: int
) -> None:
    contact_id = says(ANA)
    answer("failed", code)
    assert trouble(contact_id) is None
    answer("failed", 131026)
    answer("failed", code)
    assert trouble(contact_id)["reason"] == "undeliverable"


def test_who_writes_again_is_reached(
    context: Context, says: Says, answer: Callable[..., None], trouble: Trouble
) -> None:
    contact_id = says(ANA)
    answer("failed", 131026)
    with transaction(context.sessions) as session:
        for message in session.scalars(select(Message).where(Message.status == "failed")):
            message.sent_at = utc_now() - timedelta(hours=3)
    says(ANA)
    assert trouble(contact_id) is None
