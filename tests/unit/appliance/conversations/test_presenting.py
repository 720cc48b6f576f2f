from datetime import UTC, datetime, timedelta

from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import (
    moment,
    present_contact,
    present_conversation,
    present_message,
    window_expires_at,
)
from appliance.conversations.schemas import ContactSchema, ConversationSchema, MessageSchema

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def conversation() -> Conversation:
    return Conversation(
        id=1,
        status="bot",
        contact=Contact(id=2, phone="+5511987650001"),
        last_message_at=NOON,
        created_at=NOON,
    )


def test_moments_are_iso_in_utc() -> None:
    assert moment(NOON) == "2026-11-21T12:00:00Z"
    assert moment(None) is None


def test_the_name_is_the_best_that_is_known() -> None:
    contact = Contact(name="Dona Ana", profile_name="ana p.", phone="+5511987650001", username="@ana")
    names = []
    for field in ("name", "profile_name", "phone", "username"):
        names.append(present_contact(contact)["name"])
        setattr(contact, field, None)
    assert [*names, present_contact(contact)["name"]] == ["Dona Ana", "ana p.", "+5511987650001", "@ana", ""]


def test_what_is_shown_is_what_the_schemas_promise() -> None:
    shown = present_conversation(conversation(), None)
    assert set(shown) == set(ConversationSchema().fields)
    assert set(shown["contact"]) == set(ContactSchema().fields)
    message = present_message(Message(id=3, sent_at=NOON, created_at=NOON))
    assert set(message) == set(MessageSchema().fields)


def test_metas_raw_object_is_not_shown() -> None:
    assert "secret" not in str(present_message(Message(id=3, payload={"secret": 1}, sent_at=NOON)))


def test_the_window_is_24_hours_from_the_customers_last_message() -> None:
    opened = conversation()
    assert window_expires_at(opened) is None
    opened.last_customer_message_at = NOON
    assert window_expires_at(opened) == NOON + timedelta(hours=24)
