"""A number that is also in the WhatsApp Business app: echoes, history and the phone's address book."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import present_contact
from appliance.database import transaction
from appliance.job_queues import AI
from appliance.media.models import Media
from appliance.whatsapp.models import WebhookDelivery
from tests.payloads.whatsapp import ANA_PAULA, contact, envelope, status, text, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]
OURS = "551140040001"
THEN = 1_780_000_000


def rows(context: Context, model: type[Any]) -> list[Any]:
    with context.sessions() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def of_field(field: str, **parts: Any) -> dict[str, Any]:
    document = envelope(value(contacts=(contact(),), **parts))
    document["entry"][0]["changes"][0]["field"] = field
    return document


def echo(own_id: str, body: str = "Pelo celular", **more: Any) -> dict[str, Any]:
    raw = {**text(own_id, body, sender=OURS), "to": ANA_PAULA, **more}
    return of_field("smb_message_echoes", message_echoes=[raw])


def thread(*messages: dict[str, Any]) -> dict[str, Any]:
    chunk = {"metadata": {"phase": 0}, "threads": [{"id": ANA_PAULA, "messages": list(messages)}]}
    return of_field("history", history=[chunk])


def old(own_id: str, body: str, after: int, sender: str = ANA_PAULA, **more: Any) -> dict[str, Any]:
    return text(own_id, body, sender=sender, timestamp=THEN + after, **more)


def sync(name: str | None, at: int, action: str = "add") -> dict[str, Any]:
    person = {"phone_number": f"+{ANA_PAULA}"} | ({"full_name": name} if name else {})
    said = {"type": "contact", "contact": person, "action": action, "metadata": {"timestamp": str(at)}}
    return of_field("smb_app_state_sync", state_sync=[said])


def test_an_echo_is_an_attendants_and_silences_the_bot(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    write("wamid.1")
    [before] = rows(context, Conversation)
    deliver(document=echo("wamid.E1"))
    [conversation] = rows(context, Conversation)
    _, echoed = rows(context, Message)
    assert (echoed.sender_type, echoed.sender_user_id, echoed.status) == ("attendant", None, "sent")
    assert (echoed.record, echoed.content) == ({"echo": True}, "Pelo celular")
    assert (conversation.status, conversation.needs_human_attention) == ("waiting", False)
    assert conversation.version == before.version + 1
    assert (conversation.unread_count, conversation.last_message_id) == (1, echoed.id)
    assert conversation.last_customer_message_at == before.last_customer_message_at


def test_an_echo_opens_no_window_and_comes_once(context: Context, deliver: Deliver) -> None:
    deliver(document=echo("wamid.E1"))
    deliver(document=echo("wamid.E1", context={"forwarded": True}))
    [conversation] = rows(context, Conversation)
    assert (conversation.last_customer_message_at, conversation.unread_count) == (None, 0)
    assert len(rows(context, Message)) == 1
    assert context.queues[AI].count == 0


def test_the_customers_answer_to_the_phone_goes_to_people(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    deliver(document=echo("wamid.E1"))
    write("wamid.1")
    assert context.queues[AI].count == 0
    assert len(rows(context, Conversation)) == 1


def test_receipts_and_changes_of_an_echo_that_came_before_it(context: Context, deliver: Deliver) -> None:
    deliver(value(statuses=(status("wamid.E1", "read"),)))
    edit = {"original_message_id": "wamid.E1", "message": {"type": "text", "text": {"body": "Melhor"}}}
    raw = {
        "id": "wamid.E2",
        "from": OURS,
        "to": ANA_PAULA,
        "timestamp": str(THEN),
        "type": "edit",
        "edit": edit,
    }
    deliver(document=of_field("smb_message_echoes", message_echoes=[raw]))
    deliver(document=echo("wamid.E1"))
    [echoed] = rows(context, Message)
    assert (echoed.status, echoed.content) == ("read", "Melhor")


def test_history_is_imported_quietly_in_its_order_and_once(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    write("wamid.now")
    first = old("wamid.H1", "Bom dia", 0)
    answer = old("wamid.H2", "Bom dia!", 60, sender=OURS, context={"id": "wamid.H1"})
    last = old("wamid.H3", "Obrigada", 120, history_context={"status": "READ"})
    deliver(document=thread(last, answer))
    deliver(document=thread(answer, first, last))
    live, history = rows(context, Conversation)
    messages = {row.whatsapp_message_id: row for row in rows(context, Message)}
    assert len(messages) == 4
    assert (live.status, live.unread_count, live.last_message_id) == ("bot", 1, messages["wamid.now"].id)
    assert (history.status, history.unread_count, history.open_contact_id) == ("closed", 0, None)
    assert (history.last_message_id, history.last_customer_message_at) == (messages["wamid.H3"].id, None)
    assert history.created_at.timestamp() == THEN
    assert history.closed_at.timestamp() == THEN + 120
    assert [messages[f"wamid.H{n}"].sender_type for n in (1, 2, 3)] == ["customer", "attendant", "customer"]
    assert messages["wamid.H2"].reply_to_id == messages["wamid.H1"].id
    assert messages["wamid.H1"].record == {"history": True}
    assert context.queues[AI].count == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_placeholder_becomes_its_file_in_either_order(
    context: Context, deliver: Deliver, order: tuple[int, int]
) -> None:
    placeholder = {"from": ANA_PAULA, "id": "wamid.H1", "timestamp": str(THEN), "type": "media_placeholder"}
    image = {
        **placeholder,
        "type": "image",
        "image": {"id": "900", "mime_type": "image/jpeg", "caption": "Foto"},
    }
    bodies = [thread(placeholder), of_field("history", messages=[image])]
    for step in order:
        deliver(document=bodies[step])
    [message] = rows(context, Message)
    assert (message.message_type, message.content) == ("image", "Foto")
    assert message.record == {"media": {"mime_type": "image/jpeg"}, "history": True}
    assert [file.message_id for file in rows(context, Media)] == [message.id]


def test_of_a_poisoned_history_only_the_poison_is_lost(context: Context, deliver: Deliver) -> None:
    deliver(document=thread(old("wamid.H1", "um", 0), {"type": "text"}, old("wamid.H2", "dois", 9)))
    assert [row.content for row in rows(context, Message)] == ["um", "dois"]
    [delivery] = rows(context, WebhookDelivery)
    assert delivery.state == "dead"
    assert "1 of 3 messages: ValueError: message without id" in delivery.last_error


def test_the_phones_name_is_shown_until_one_is_set_by_hand(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    deliver(document=sync("Dona Ana", THEN + 60))
    deliver(document=sync("Ana antiga", THEN))
    write("wamid.1")
    [person] = rows(context, Contact)
    assert (present_contact(person)["name"], person.profile_name) == ("Dona Ana", "Ana P.")
    with transaction(context.sessions) as session:
        session.get_one(Contact, person.id).name = "Ana da Silva"
    deliver(document=sync("Ana Nova", THEN + 90))
    [person] = rows(context, Contact)
    assert (present_contact(person)["name"], person.phonebook_name) == ("Ana da Silva", "Ana Nova")


def test_a_contact_removed_from_the_phone_keeps_only_its_other_names(
    context: Context, deliver: Deliver, write: Deliver
) -> None:
    write("wamid.1")
    deliver(document=sync(None, THEN + 60, action="remove"))
    deliver(document=sync("Dona Ana", THEN))
    [person] = rows(context, Contact)
    assert person.phonebook_name is None
