from collections.abc import Callable
from typing import Any

import pytest
import redis
from sqlalchemy import select

from appliance.contacts.models import Contact, ContactAlias
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import AI
from appliance.realtime.models import Event
from appliance.whatsapp import deliveries
from appliance.whatsapp.content import CONTENT_LIMIT
from appliance.whatsapp.models import AccountNotice, PendingReceipt, WebhookDelivery
from appliance.whatsapp.receiving import process_delivery
from tests.integration.appliance.conftest import SMOKE_WA_ID
from tests.payloads.whatsapp import ANA_PAULA, contact, encode, envelope, status, text, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]


def rows(context: Context, model: type[Any]) -> list[Any]:
    with context.sessions() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def delivery(context: Context, delivery_id: int) -> WebhookDelivery:
    with context.sessions() as session:
        return session.get_one(WebhookDelivery, delivery_id)


def test_a_first_message_makes_contact_conversation_message_and_event(
    context: Context, write: Deliver
) -> None:
    delivery_id = write("wamid.A1", "Olá, preciso de ajuda 😀")
    [person] = rows(context, Contact)
    [conversation] = rows(context, Conversation)
    [message] = rows(context, Message)
    [event] = rows(context, Event)
    assert (person.wa_id, person.phone, person.profile_name) == (ANA_PAULA, "+5511987650001", "Ana P.")
    assert (conversation.status, conversation.unread_count) == ("bot", 1)
    assert (conversation.last_message_id, conversation.last_message_at) == (message.id, message.sent_at)
    assert conversation.last_customer_message_at == message.sent_at
    assert conversation.protocol.endswith(f"-{conversation.id:06d}")
    assert (message.sender_type, message.content, message.status) == (
        "customer",
        "Olá, preciso de ajuda 😀",
        "received",
    )
    assert (event.kind, event.payload) == ("message.created", {"message_id": message.id})
    assert event.published_at is not None
    assert delivery(context, delivery_id).state == "done"
    assert context.queues[AI].count == 1


def test_a_repeat_in_another_body_changes_nothing(context: Context, write: Deliver) -> None:
    write("wamid.A1", "Oi")
    write("wamid.A1", "Oi", context={"forwarded": True})
    assert len(rows(context, Message)) == 1
    assert rows(context, Conversation)[0].unread_count == 1


def test_the_same_bytes_are_stored_once(context: Context) -> None:
    body = encode(envelope(value(messages=(text("wamid.A1"),))))
    assert deliveries.store(context.sessions, body) is not None
    assert deliveries.store(context.sessions, body) is None


def test_processing_a_done_delivery_again_does_nothing(context: Context, write: Deliver) -> None:
    delivery_id = write("wamid.A1")
    process_delivery(context, delivery_id)
    assert delivery(context, delivery_id).attempts == 1


def test_ids_that_differ_by_case_are_different_messages(context: Context, write: Deliver) -> None:
    write("wamid.HBgA")
    write("wamid.hbga")
    assert len(rows(context, Message)) == 2


def test_every_entry_change_and_message_is_read(context: Context, deliver: Deliver) -> None:
    first = envelope(
        value(messages=(text("wamid.1"), text("wamid.2"))),
        value(messages=(text("wamid.3", sender="5521987650002"),)),
    )
    second = envelope(value(messages=(text("wamid.4", sender="5531987650003"),)))
    deliver(document={**first, "entry": first["entry"] + second["entry"]})
    assert [message.whatsapp_message_id for message in rows(context, Message)] == [
        f"wamid.{n}" for n in range(1, 5)
    ]
    assert len(rows(context, Conversation)) == 3


def test_profiles_are_matched_by_number_and_not_by_position(context: Context, deliver: Deliver) -> None:
    deliver(
        value(
            messages=(text("wamid.1", sender="5521987650002"), text("wamid.2", sender="5531987650003")),
            contacts=(contact("5531987650003", "Rui"), contact("5521987650002", "Lia")),
        )
    )
    assert [person.profile_name for person in rows(context, Contact)] == ["Lia", "Rui"]


def test_one_poisoned_item_never_stops_the_rest(context: Context, deliver: Deliver) -> None:
    delivery_id = deliver(
        value(
            messages=(
                text("wamid.1"),
                {"type": "text"},
                "no object",  # type: ignore[arg-type]
                text("w" * 300),
                text("wamid.5", sender="5521987650002"),
            )
        )
    )
    assert [message.whatsapp_message_id for message in rows(context, Message)] == ["wamid.1", "wamid.5"]
    stored = delivery(context, delivery_id)
    assert stored.state == "dead"
    assert stored.last_error is not None
    assert "item 1 (message): ValueError: message without id" in stored.last_error
    assert "item 3 (message): the database refused its values" in stored.last_error
    assert "INSERT" not in stored.last_error


def test_a_text_longer_than_the_column_is_cut_and_its_payload_kept(
    context: Context, deliver: Deliver
) -> None:
    long = "🙂" * 70_000
    delivery_id = deliver(value(messages=(text("wamid.1", long),)))
    [stored] = rows(context, Message)
    assert len(stored.content) == CONTENT_LIMIT
    assert stored.content.endswith("🙂…")
    assert stored.payload["text"]["body"] == long
    assert delivery(context, delivery_id).state == "done"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"object":"page","entry":[]}',
        b'{"object":"whatsapp_business_account"}',
        b'{"object":"whatsapp_business_account","entry":[NaN]}',
        b'{"object":"whatsapp_business_account","entry":["x"]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":"zz"}]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":["zz"]}]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":null}]}]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{}}]}]}',
        b"[" * 100_000,
    ],
)
def test_an_authentic_body_of_another_shape_is_kept_as_malformed(context: Context, body: bytes) -> None:
    delivery_id = deliveries.store(context.sessions, body)
    assert delivery_id is not None
    process_delivery(context, delivery_id)
    assert (delivery(context, delivery_id).state, delivery(context, delivery_id).body) == ("malformed", body)


@pytest.mark.parametrize("part", ["contacts", "messages", "statuses", "errors"])
def test_a_part_that_is_no_list_is_seen(context: Context, deliver: Deliver, part: str) -> None:
    stored = delivery(context, deliver(value() | {part: "nope"}))
    assert (stored.state, stored.last_error) == ("malformed", f"malformed: {part} is no list")


def test_half_an_emoji_is_stored_as_a_question_mark(context: Context) -> None:
    body = encode(envelope(value(messages=(text("wamid.1", "XX"),)))).replace(b"XX", b"a\\ud83d")
    delivery_id = deliveries.store(context.sessions, body)
    assert delivery_id is not None
    process_delivery(context, delivery_id)
    assert [message.content for message in rows(context, Message)] == ["a?"]


def test_another_number_is_recorded_and_not_mixed_in(context: Context, deliver: Deliver) -> None:
    delivery_id = deliver(value(messages=(text("wamid.1"),), phone_number_id="999"))
    assert rows(context, Message) == []
    assert (delivery(context, delivery_id).state, delivery(context, delivery_id).last_error) == (
        "dead",
        "not our number: 999",
    )


def test_group_messages_are_left_aside_on_record(context: Context, deliver: Deliver) -> None:
    delivery_id = deliver(value(messages=(text("wamid.1", group_id="G1"), text("wamid.2"))))
    assert [message.whatsapp_message_id for message in rows(context, Message)] == ["wamid.2"]
    assert delivery(context, delivery_id).last_error == "group message ignored: wamid.1"


def test_number_level_errors_are_shown_to_admins(context: Context, deliver: Deliver) -> None:
    delivery_id = deliver(value(errors=[{"code": 130429, "title": "Rate limit hit"}]))
    assert delivery(context, delivery_id).state == "done"
    [notice] = rows(context, AccountNotice)
    assert (notice.field, notice.event, notice.severity) == ("number_error", "130429", "warning")


def test_a_message_after_closing_begins_a_new_conversation(context: Context, write: Deliver) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        ownership.close(session, session.scalars(select(Conversation)).one())
    write("wamid.2")
    assert [row.status for row in rows(context, Conversation)] == ["closed", "bot"]
    assert len(rows(context, Contact)) == 1


def test_a_conversation_in_a_persons_hands_is_not_put_before_the_bot(
    context: Context, write: Deliver
) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        ownership.hand_off(session, session.scalars(select(Conversation)).one(), "media")
    context.redis.flushall()
    write("wamid.2")
    assert context.queues[AI].count == 0


def test_the_provisioning_contact_is_synthetic_and_never_put_before_the_bot(
    context: Context, write: Deliver
) -> None:
    write("wamid.1", sender=SMOKE_WA_ID)
    assert rows(context, Contact)[0].is_synthetic
    assert context.queues[AI].count == 0


def test_a_late_old_message_takes_its_place_in_time(context: Context, write: Deliver) -> None:
    now = int(utc_now().timestamp())
    write("wamid.new", timestamp=now)
    write("wamid.old", timestamp=now - 100)
    newest, oldest = rows(context, Message)
    [conversation] = rows(context, Conversation)
    assert oldest.sent_at < newest.sent_at
    assert (conversation.last_message_id, conversation.last_message_at) == (newest.id, newest.sent_at)
    assert conversation.last_customer_message_at == newest.sent_at


def test_a_timestamp_from_the_future_does_not_stretch_the_window(context: Context, write: Deliver) -> None:
    write("wamid.1", timestamp=int(utc_now().timestamp()) + 86_400)
    assert rows(context, Message)[0].sent_at <= utc_now()


def test_a_quoted_message_is_linked(context: Context, write: Deliver) -> None:
    write("wamid.1")
    write("wamid.2", context={"from": ANA_PAULA, "id": "wamid.1"})
    first, second = rows(context, Message)
    assert second.reply_to_id == first.id


def test_a_notice_of_whatsapps_is_no_customer_message(context: Context, deliver: Deliver) -> None:
    notice = {"from": ANA_PAULA, "id": "wamid.1", "timestamp": "1790000000", "type": "system",
              "system": {"body": "Ana mudou de número", "type": "user_changed_number"}}  # fmt: skip
    deliver(value(messages=(notice,)))
    assert (rows(context, Message)[0].sender_type, rows(context, Conversation)[0].unread_count) == (
        "system",
        0,
    )
    assert context.queues[AI].count == 0


def test_losing_redis_costs_no_message(
    context: Context, write: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(context.redis, "execute_command", refuse)
    monkeypatch.setattr(redis.client.Pipeline, "execute", refuse)
    delivery_id = write("wamid.1")
    assert delivery(context, delivery_id).state == "done"
    assert rows(context, Event)[0].published_at is None


def test_receipts_of_nobody_wait(context: Context, deliver: Deliver) -> None:
    deliver(value(statuses=(status("wamid.unknown", "delivered"),)))
    assert [row.status for row in rows(context, PendingReceipt)] == ["delivered"]


def test_a_contact_known_by_username_only_is_found_again(context: Context, deliver: Deliver) -> None:
    profile = {"profile": {"name": "Ana", "username": "@anap"}, "user_id": "BR.77"}
    deliver(value(messages=(text("wamid.1", sender=None, from_user_id="BR.77"),), contacts=(profile,)))
    deliver(value(messages=(text("wamid.2", sender="BR.77"),)))
    [person] = rows(context, Contact)
    assert (person.wa_id, person.bsuid, person.username) == (None, "BR.77", "@anap")
    assert [(alias.kind, alias.value) for alias in rows(context, ContactAlias)] == [("bsuid", "BR.77")]


@pytest.mark.parametrize("numbers", [("5531987650001", "553187650001"), ("553187650001", "5531987650001")])
def test_the_ninth_digit_does_not_make_two_contacts(
    context: Context, write: Deliver, numbers: tuple[str, str]
) -> None:
    write("wamid.1", sender=numbers[0])
    write("wamid.2", sender=numbers[1])
    [person] = rows(context, Contact)
    assert (person.wa_id, person.phone) == (numbers[1], "+5531987650001")


def test_number_and_username_together_join_what_was_known_by_either(context: Context, write: Deliver) -> None:
    write("wamid.1")
    write("wamid.2", from_user_id="BR.77")
    write("wamid.3", sender=None, from_user_id="BR.77")
    assert len(rows(context, Contact)) == 1
