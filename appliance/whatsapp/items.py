"""What is done with each kind of item of a webhook body: parsed, then its service in one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.job_queues import CONSIDER_MESSAGE, enqueue
from appliance.templates.news import FIELDS as TEMPLATE_FIELDS
from appliance.templates.news import take_news
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp.calls import store_call
from appliance.whatsapp.changes import BUSINESS, CUSTOMER, parse_change, take_change
from appliance.whatsapp.contact_sync import sync_contact
from appliance.whatsapp.echoes import parse_echo, store_echo
from appliance.whatsapp.envelope import Item
from appliance.whatsapp.fields import moment
from appliance.whatsapp.heeding import take_receipts
from appliance.whatsapp.history import complete_placeholder, import_thread
from appliance.whatsapp.inbound import store_message
from appliance.whatsapp.notices import (
    HISTORY_ERROR,
    NUMBER_ERROR,
    Said,
    actual_field,
    event_of,
    store_notice,
)
from appliance.whatsapp.payload import parse_message, parse_receipt
from appliance.whatsapp.poison import POISON, in_words, raise_outage
from appliance.whatsapp.preferences import take_preference
from appliance.whatsapp.rates import ask_anew, note_coexistence
from appliance.whatsapp.receipts import RANKS
from appliance.whatsapp.standby import (
    parse_agents,
    parse_overheard,
    store_agents,
    store_handover,
    store_overheard,
)
from appliance.whatsapp.system_messages import store_system

THROUGHPUT_UPGRADE = "THROUGHPUT_UPGRADE"
"""Meta, webhooks/reference/phone_number_quality_update: the number may send faster from now on."""


def take_item(context: Context, item: Item, received_at: datetime) -> str | None:
    """Does what `item` says, once; a note if that was to leave it aside. Raises one of POISON."""
    return _TAKERS[item.kind](context, item, received_at)


def _message(context: Context, item: Item, _received_at: datetime) -> None:
    """One of three: something said about another message, a notice of WhatsApp's own, or a message."""
    change = parse_change(item.raw, CUSTOMER)
    if change is not None:
        run_transaction(context.sessions, lambda session: take_change(session, change))
        return
    inbound, tenant = parse_message(item.raw, item.contacts), context.settings.tenant
    if inbound.type == "system":
        run_transaction(context.sessions, lambda session: store_system(session, inbound, tenant))
        return
    _ask_bot(
        context, run_transaction(context.sessions, lambda session: store_message(session, inbound, tenant))
    )


def _status(context: Context, item: Item, _received_at: datetime) -> str | None:
    receipt = parse_receipt(item.raw, item.contacts)
    if receipt.status not in RANKS:
        return f"status left aside: {receipt.status[:40]} of {receipt.message_id[:80]}"
    take_receipts(context, [receipt])
    return None


def _echo(context: Context, item: Item, _received_at: datetime) -> None:
    note_coexistence(context)
    change = parse_change(item.raw, BUSINESS)
    if change is not None:
        run_transaction(context.sessions, lambda session: take_change(session, change))
        return
    echo, tenant = parse_echo(item.raw, item.contacts), context.settings.tenant
    run_transaction(context.sessions, lambda session: store_echo(session, echo, tenant))


def _standby_message(context: Context, item: Item, _received_at: datetime) -> None:
    change = parse_change(item.raw, CUSTOMER)
    if change is not None:
        run_transaction(context.sessions, lambda session: take_change(session, change))
        return
    inbound, tenant = parse_overheard(item.raw, item.contacts), context.settings.tenant
    store = store_system if inbound.type == "system" else store_overheard
    run_transaction(context.sessions, lambda session: store(session, inbound, tenant))


def _standby_echo(context: Context, item: Item, _received_at: datetime) -> None:
    change = parse_change(item.raw, BUSINESS)
    if change is not None:
        run_transaction(context.sessions, lambda session: take_change(session, change))
        return
    inbound, tenant = parse_agents(item.raw, item.contacts), context.settings.tenant
    run_transaction(context.sessions, lambda session: store_agents(session, inbound, tenant))


def _handover(context: Context, item: Item, _received_at: datetime) -> None:
    tenant = context.settings.tenant
    run_transaction(
        context.sessions, lambda session: store_handover(session, item.raw, item.contacts, tenant)
    )


def _history(context: Context, item: Item, _received_at: datetime) -> None:
    """Some messages at once; if that fails each alone, so that only a poisoned one is lost."""

    def take(messages: list[Any]) -> None:
        run_transaction(
            context.sessions,
            lambda session: import_thread(
                session, messages, item.thread_id, item.business_number, context.settings.tenant
            ),
        )

    try:
        take(item.raw)
    except POISON as error:
        raise_outage(error)
        _each_alone(item.raw, take)


def _each_alone(messages: list[Any], take: Callable[[list[Any]], None]) -> None:
    refused = []
    for raw in messages:
        try:
            take([raw])
        except POISON as error:
            raise_outage(error)
            refused.append(in_words(error))
    if refused:
        raise ValueError(f"{len(refused)} of {len(messages)} messages: {refused[0]}")


def _history_media(context: Context, item: Item, _received_at: datetime) -> None:
    run_transaction(
        context.sessions,
        lambda session: complete_placeholder(
            session, item.raw, item.contacts, item.business_number, context.settings.tenant
        ),
    )


def _state_sync(context: Context, item: Item, received_at: datetime) -> None:
    tenant = context.settings.tenant
    note_coexistence(context)
    run_transaction(context.sessions, lambda session: sync_contact(session, item.raw, received_at, tenant))


def _preference(context: Context, item: Item, received_at: datetime) -> None:
    tenant = context.settings.tenant
    run_transaction(
        context.sessions,
        lambda session: take_preference(session, item.raw, item.contacts, received_at, tenant),
    )


def _call(context: Context, item: Item, _received_at: datetime) -> None:
    message_id = run_transaction(
        context.sessions,
        lambda session: store_call(
            session, item.raw, item.contacts, item.business_number, context.settings.tenant
        ),
    )
    _ask_bot(context, message_id)


def _notice(context: Context, item: Item, received_at: datetime) -> None:
    field = {"number_error": NUMBER_ERROR, "history_error": HISTORY_ERROR}.get(item.kind, item.field_name)
    said = Said(context.settings.whatsapp.waba_id, field, item.raw, item.said_at, received_at)
    if event_of(field, item.raw) == THROUGHPUT_UPGRADE:
        ask_anew(context)
    if run_transaction(context.sessions, lambda session: _take_notice(session, said)):
        ask_for_sync(context)


def _take_notice(session: Session, said: Said) -> bool:
    """Keeps it, with its effect if it is new; whether templates should be fetched."""
    if not store_notice(session, said):
        return False
    field = actual_field(said.field, said.value)
    if field not in TEMPLATE_FIELDS:
        return False
    return take_news(session, field, said.value, min(moment(said.said_at) or said.received_at, utc_now()))


def _ask_bot(context: Context, message_id: int | None) -> None:
    if message_id is not None:
        enqueue(context.queues, CONSIDER_MESSAGE, message_id)


_TAKERS: dict[str, Callable[[Context, Item, datetime], str | None]] = {
    "message": _message,
    "status": _status,
    "echo": _echo,
    "history": _history,
    "history_media": _history_media,
    "state_sync": _state_sync,
    "preference": _preference,
    "call": _call,
    "call_status": _call,
    "standby_message": _standby_message,
    "standby_echo": _standby_echo,
    "handover": _handover,
    "notice": _notice,
    "number_error": _notice,
    "history_error": _notice,
}
