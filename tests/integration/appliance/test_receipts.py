import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import queue_text
from appliance.conversations.ownership import take_over
from appliance.conversations.replies import resend
from appliance.database import run_transaction, transaction, utc_now
from appliance.whatsapp.models import PendingReceipt
from appliance.whatsapp.receipts import settle_late
from tests.payloads.whatsapp import failure, status, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]


@pytest.fixture
def outgoing(context: Context, write: Deliver, ana: User) -> Callable[..., int]:
    """An attendant's message in the wanted state; its id."""
    keys = itertools.count()

    def make(**values: object) -> int:
        with transaction(context.sessions) as session:
            conversation = session.scalar(select(Conversation))
            if conversation is None:
                write("wamid.in")
                conversation = session.scalars(select(Conversation)).one()
            take_over(session, conversation, ana)
            message = queue_text(
                session, conversation, "attendant", "Olá", user=ana, client_key=f"k{next(keys)}"
            )
            for name, given in values.items():
                setattr(message, name, given)
        return message.id

    return make


@pytest.fixture
def answered(context: Context, write: Deliver) -> int:
    """The bot's answer, which WhatsApp took; the message's id."""
    write("wamid.in")
    with transaction(context.sessions) as session:
        row = queue_text(session, session.scalars(select(Conversation)).one(), "bot", "Olá!")
        row.status, row.whatsapp_message_id, row.attempts = "accepted", "wamid.O1", 1
    return row.id


def conversation(context: Context) -> Conversation:
    with context.sessions() as session:
        return session.scalars(select(Conversation)).one()


def message(context: Context, message_id: int) -> Message:
    with context.sessions() as session:
        return session.get_one(Message, message_id)


def test_receipts_only_move_forward(context: Context, deliver: Deliver, outgoing: Callable[..., int]) -> None:
    message_id = outgoing(status="accepted", whatsapp_message_id="wamid.O1")
    seen = []
    for name in ("sent", "read", "delivered", "sent", "deleted", "played", "read"):
        deliver(value(statuses=(status("wamid.O1", name, nonce=len(seen)),)))
        seen.append(message(context, message_id).status)
    assert seen == ["sent", "read", "read", "read", "read", "played", "played"]


def test_a_failure_says_why(context: Context, deliver: Deliver, outgoing: Callable[..., int]) -> None:
    message_id = outgoing(status="sent", whatsapp_message_id="wamid.O1")
    deliver(value(statuses=(failure("wamid.O1", 131047, "Re-engagement message"),)))
    deliver(value(statuses=(status("wamid.O1", "sent"),)))
    failed = message(context, message_id)
    assert failed.status == "failed"
    assert failed.error == {
        "code": 131047,
        "kind": "window",
        "reason": "window",
        "title": "Re-engagement message",
        "message": "Passaram mais de 24 horas desde a última mensagem do cliente.",
    }


def test_what_was_delivered_after_all_did_not_fail(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(status="sent", whatsapp_message_id="wamid.O1")
    deliver(value(statuses=(failure("wamid.O1", 131026),)))
    deliver(value(statuses=(status("wamid.O1", "delivered"),)))
    arrived = message(context, message_id)
    assert (arrived.status, arrived.error) == ("delivered", None)


def test_a_failure_after_delivery_is_ignored(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(status="delivered", whatsapp_message_id="wamid.O1")
    deliver(value(statuses=(failure("wamid.O1", 131026),)))
    assert message(context, message_id).status == "delivered"


def test_a_receipt_before_the_answer_gives_the_message_its_id(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=1, claimed_at=utc_now())
    deliver(value(statuses=(status("wamid.O1", "delivered", biz_opaque_callback_data=f"m{message_id}.1"),)))
    early = message(context, message_id)
    assert (early.status, early.whatsapp_message_id, early.claimed_at) == ("delivered", "wamid.O1", None)


def test_a_receipt_settles_a_message_whose_fate_was_unknown(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=1, status="unknown", error={"kind": "unknown"})
    deliver(value(statuses=(status("wamid.O1", "sent", biz_opaque_callback_data=f"m{message_id}.1"),)))
    settled = message(context, message_id)
    assert (settled.status, settled.whatsapp_message_id, settled.error) == ("sent", "wamid.O1", None)


def test_a_late_success_cancels_a_resend_that_still_waits(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=1)  # queued again by a person
    deliver(value(statuses=(status("wamid.O1", "delivered", biz_opaque_callback_data=f"m{message_id}.1"),)))
    assert message(context, message_id).status == "delivered"


def test_a_late_failure_does_not_stop_a_resend_that_waits(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=1)
    deliver(value(statuses=(failure("wamid.O1", 131026, biz_opaque_callback_data=f"m{message_id}.1"),)))
    assert message(context, message_id).status == "queued"


@pytest.fixture
def resent(context: Context, deliver: Deliver, outgoing: Callable[..., int], ana: User) -> int:
    """A message that failed after WhatsApp took it, and that a person has sent anew."""
    message_id = outgoing(status="sent", attempts=1, whatsapp_message_id="wamid.O1")
    deliver(value(statuses=(failure("wamid.O1", 131000, biz_opaque_callback_data=f"m{message_id}.1"),)))
    resend(context, ana, message_id)
    return message_id


def test_a_late_sent_of_the_attempt_that_failed_does_not_swallow_its_resend(
    context: Context, deliver: Deliver, resent: int
) -> None:
    for nonce in range(2):
        late = status("wamid.O1", "sent", biz_opaque_callback_data=f"m{resent}.1", nonce=nonce)
        deliver(value(statuses=(late,)))
    waiting = message(context, resent)
    assert (waiting.status, waiting.whatsapp_message_id) == ("queued", None)


def test_but_what_arrived_after_all_is_not_sent_again(
    context: Context, deliver: Deliver, resent: int
) -> None:
    for name in ("sent", "delivered"):
        deliver(value(statuses=(status("wamid.O1", name, biz_opaque_callback_data=f"m{resent}.1"),)))
    run_transaction(context.sessions, settle_late)
    arrived = message(context, resent)
    assert (arrived.status, arrived.whatsapp_message_id) == ("delivered", "wamid.O1")


def test_a_receipt_of_an_older_attempt_waits_while_another_is_in_flight(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=2, claimed_at=utc_now())
    deliver(value(statuses=(status("wamid.O1", "sent", biz_opaque_callback_data=f"m{message_id}.1"),)))
    assert message(context, message_id).whatsapp_message_id is None


def test_a_receipt_older_than_the_message_is_of_another_one(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(attempts=1, status="unknown")
    old = status("wamid.O1", "sent", biz_opaque_callback_data=f"m{message_id}.1") | {
        "timestamp": "1700000000"
    }
    deliver(value(statuses=(old,)))
    assert message(context, message_id).status == "unknown"


@pytest.mark.parametrize("data", ["m0.1", "m999999.1", "job:42", "m1.1.1", "m" + "9" * 30 + ".1"])
def test_callback_data_of_others_is_no_message_of_ours(context: Context, deliver: Deliver, data: str) -> None:
    deliver(value(statuses=(status("wamid.O1", "sent", biz_opaque_callback_data=data),)))
    with context.sessions() as session:
        assert session.scalars(select(PendingReceipt.whatsapp_message_id)).all() == ["wamid.O1"]


def test_a_customers_message_takes_no_receipt(context: Context, deliver: Deliver, write: Deliver) -> None:
    write("wamid.in")
    with context.sessions() as session:
        inbound = session.scalars(select(Message)).one()
    deliver(value(statuses=(status("wamid.O1", "read", biz_opaque_callback_data=f"m{inbound.id}.0"),)))
    assert message(context, inbound.id).status == "received"


def test_receipts_parked_in_the_last_moment_are_applied_by_the_sweep(
    context: Context, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(status="accepted", whatsapp_message_id="wamid.O1")
    with transaction(context.sessions) as session:
        for name in ("delivered", "sent"):
            session.add(PendingReceipt(whatsapp_message_id="wamid.O1", status=name, occurred_at=utc_now()))
    run_transaction(context.sessions, settle_late)
    assert message(context, message_id).status == "delivered"
    with context.sessions() as session:
        assert session.scalars(select(PendingReceipt)).all() == []


def test_the_bots_answer_that_fails_later_calls_a_person(
    context: Context, deliver: Deliver, answered: int
) -> None:
    deliver(value(statuses=(status("wamid.O1", "sent"), failure("wamid.O1", 131026))))
    deliver(value(statuses=(failure("wamid.O1", 131026, nonce=2),)))
    waiting = conversation(context)
    assert message(context, answered).status == "failed"
    assert (waiting.status, waiting.needs_human_attention) == ("waiting", True)
    assert (waiting.attention_reason, waiting.version) == ("bot_message_failed", 2)


def test_the_bots_answer_that_arrived_calls_nobody(context: Context, deliver: Deliver, answered: int) -> None:
    deliver(value(statuses=(status("wamid.O1", "delivered"), failure("wamid.O1", 131026))))
    assert conversation(context).status == "bot"


def test_an_old_answer_that_fails_disturbs_no_person(
    context: Context, deliver: Deliver, answered: int, ana: User
) -> None:
    with transaction(context.sessions) as session:
        take_over(session, session.scalars(select(Conversation)).one(), ana)
    deliver(value(statuses=(failure("wamid.O1", 131026),)))
    taken = conversation(context)
    assert message(context, answered).status == "failed"
    assert (taken.status, taken.needs_human_attention, taken.version) == ("open", False, 2)


def test_a_failure_parked_until_its_answer_was_known_calls_a_person(context: Context, answered: int) -> None:
    with transaction(context.sessions) as session:
        session.add(
            PendingReceipt(
                whatsapp_message_id="wamid.O1", status="failed", error_code=131026, occurred_at=utc_now()
            )
        )
    run_transaction(context.sessions, settle_late)
    assert conversation(context).attention_reason == "bot_message_failed"


def test_what_a_message_costs_is_kept_with_it(
    context: Context, deliver: Deliver, outgoing: Callable[..., int]
) -> None:
    message_id = outgoing(status="accepted", whatsapp_message_id="wamid.O1")
    pricing = {"pricing_model": "PMP", "type": "regular", "category": "service"}
    deliver(value(statuses=(status("wamid.O1", "sent", pricing=pricing),)))
    deliver(value(statuses=(status("wamid.O1", "delivered"),)))
    told = {"type": "regular", "category": "service", "model": "PMP"}
    assert message(context, message_id).record == {"pricing": told}


def test_a_receipt_makes_the_customers_user_id_known(
    context: Context, deliver: Deliver, write: Deliver, outgoing: Callable[..., int]
) -> None:
    outgoing(status="accepted", whatsapp_message_id="wamid.O1")
    deliver(value(statuses=(status("wamid.O1", "sent", recipient_user_id="BR.7"),)))
    with context.sessions() as session:
        assert session.scalars(select(Contact.bsuid)).all() == ["BR.7"]


def test_a_receipt_of_a_stranger_makes_no_contact(context: Context, deliver: Deliver) -> None:
    deliver(value(statuses=(status("wamid.X", "sent", recipient_user_id="BR.7"),)))
    with context.sessions() as session:
        assert session.scalars(select(Contact)).all() == []
