from datetime import UTC, datetime, timedelta
from typing import Any

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
from appliance.media.models import Media

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def conversation() -> Conversation:
    return Conversation(
        id=1,
        status="bot",
        contact=Contact(id=2, phone="+5511987650001"),
        last_message_at=NOON,
        created_at=NOON,
    )


def message(**values: Any) -> Message:
    return Message(**{"id": 3, "message_type": "text", "sent_at": NOON, "created_at": NOON, **values})


def file(**values: Any) -> Media:
    return Media(**{"id": 9, "state": "stored", "is_voice": False, "is_animated": False, **values})


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
    assert set(present_message(message())) == set(MessageSchema().fields)


def test_metas_raw_object_is_not_shown() -> None:
    assert "secret" not in str(present_message(message(payload={"secret": 1})))


def test_the_window_is_24_hours_from_the_customers_last_message() -> None:
    opened = conversation()
    assert window_expires_at(opened) is None
    opened.last_customer_message_at = NOON
    assert window_expires_at(opened) == NOON + timedelta(hours=24)


def test_a_messages_record_is_its_metadata_with_what_was_said_about_it_since() -> None:
    shown = present_message(
        message(
            record={"context": {"forwarded": True}},
            reactions=[{"by": "customer", "emoji": "👍"}],
            edited_at=NOON,
        )
    )
    assert shown["metadata"] == {
        "context": {"forwarded": True},
        "reactions": [{"by": "customer", "emoji": "👍"}],
        "edited_at": "2026-11-21T12:00:00Z",
    }


def test_a_message_stored_before_there_were_records_has_one_all_the_same() -> None:
    raw = {"type": "location", "location": {"latitude": 1, "longitude": 2}}
    old = message(message_type="location", payload=raw)
    assert present_message(old)["metadata"] == {"location": {"latitude": 1, "longitude": 2}}
    assert present_message(message())["metadata"] == {}


def test_a_file_is_shown_by_its_row_over_what_was_declared() -> None:
    image = message(message_type="image", record={"media": {"mime_type": "image/png", "filename": "a.png"}})
    shown = present_message(image, file(content_type="image/jpeg", size=10))
    assert shown["media_url"] == "/api/v1/media/9"
    assert shown["metadata"]["media"] == {
        "id": 9,
        "state": "stored",
        "filename": "a.png",
        "mime_type": "image/jpeg",
        "size": 10,
        "url": "/api/v1/media/9",
    }


def test_a_file_that_has_no_row_is_gone() -> None:
    shown = present_message(message(message_type="image", record={"media": {"mime_type": "image/png"}}))
    assert shown["media_url"] is None
    assert shown["metadata"]["media"] == {"state": "expired", "mime_type": "image/png"}


def test_of_a_message_taken_back_nothing_else_is_shown() -> None:
    revoked = message(
        message_type="image",
        record={"media": {"filename": "segredo.png"}, "echo": True, "referral": {"headline": "x"}},
        revoked_at=NOON,
    )
    shown = present_message(revoked, file())
    assert (shown["media_url"], shown["metadata"]) == (
        None,
        {"echo": True, "revoked_at": "2026-11-21T12:00:00Z"},
    )


def test_the_name_in_the_business_phone_stands_between_the_hands_and_the_profiles() -> None:
    contact = Contact(name="Dona Ana", phonebook_name="Ana Prado", profile_name="ana p.")
    assert present_contact(contact)["name"] == "Dona Ana"
    contact.name = None
    assert present_contact(contact)["name"] == "Ana Prado"
