"""What became of a call to Meta, written down. Outcomes are distinct: accepted, refused, later, unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import Any, Final

from sqlalchemy.orm import Session

from appliance.contacts.consent_rows import heard_from_whatsapp
from appliance.contacts.models import Contact
from appliance.conversations.activity import REACTION
from appliance.conversations.models import Conversation, Message
from appliance.conversations.presenting import moment
from appliance.conversations.window import close_window
from appliance.database import utc_now
from appliance.media.uploading import forget_upload
from appliance.realtime.events import MESSAGE_UPDATED, record
from appliance.settings import WhatsAppSettings
from appliance.whatsapp.answers import link_answers
from appliance.whatsapp.bodies import files_of
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.graph import GraphError, Sent, Unreachable
from appliance.whatsapp.graph_errors import meaning_of
from appliance.whatsapp.meanings import (
    ACCOUNT,
    FILE_OR_CONTENT,
    INVALID,
    NOT_FOR_A_DAY,
    PAIR_TOO_FAST,
    STOP_MARKETING,
    UNREACHABLE,
    UPLOAD_ANEW,
    WINDOW_CLOSED,
    Meaning,
)
from appliance.whatsapp.own_reasons import HELD, NO_ANSWER
from appliance.whatsapp.receipts import adopt_parked, advance, settle
from appliance.whatsapp.stops import stop_sending

DAY = timedelta(hours=24)
NOT_READY_FOR = timedelta(seconds=2)


@dataclass(frozen=True)
class Refusal:
    """Nothing was sent, and why."""

    meaning: Meaning
    code: int | None = None
    title: str | None = None


def refusal_of(error: GraphError | Unreachable) -> Refusal:
    """What Meta's error, or none at all, means to us."""
    if isinstance(error, Unreachable):
        return Refusal(UNREACHABLE)
    return Refusal(meaning_of(error.code, error.http_status, error.subcode), error.code, error.title)


def accept(session: Session, message: Message, attempt: int, sent: Sent) -> bool:
    """Meta took it. False if it has an id already: a receipt was faster, or another attempt."""
    if message.attempts == attempt:
        message.claimed_at = None
    if message.whatsapp_message_id is not None:
        return False
    message.whatsapp_message_id = sent.message_id
    message.claimed_at = None
    message.retry_at = None
    advance(session, message, "accepted")
    if sent.status in HELD:
        message.error = HELD[sent.status].as_error()
    return True


def settle_accepted(session: Session, messages: list[Message], settings: WhatsAppSettings) -> set[str | None]:
    """What was said about them before they had their ids; the effects that failures told of have."""
    failed = [message for message in messages if settle(session, message)]
    settle_changes(session, messages)
    link_answers(session, messages)
    return heed_failures(session, failed, settings)


def refuse(session: Session, message: Message, refusal: Refusal, settings: WhatsAppSettings) -> None:
    """Nothing was sent: it waits, or it failed; what the refusal says of others is written down too.

    Also of one that was taken for unknown meanwhile: Meta has said no after all.
    """
    meaning = _meaning_for(message, refusal)
    message.claimed_at = None
    error = {**meaning.as_error(), "code": refusal.code, "title": refusal.title}
    if adopt_parked(session, message):  # an older attempt arrived after all
        return
    message.status = "queued"
    if meaning.holds_up == ACCOUNT:
        stop_sending(session, meaning, error, settings, told_later=False)
        wait(session, message, None, error)
    else:
        _again_or_never(session, message, meaning, error)
    take_effect(session, message, meaning)


def _again_or_never(session: Session, message: Message, meaning: Meaning, error: dict[str, Any]) -> None:
    tries = _tries(message, meaning)
    if tries < meaning.tries:
        until = utc_now() + wait_of(meaning, tries)
        wait(session, message, until, {**error, "tries": tries, "until": moment(until)})
    else:
        advance(session, message, "failed", error)


def _meaning_for(message: Message, refusal: Refusal) -> Meaning:
    """Meta has no code of its own for an id of a file that it knows no longer: it says invalid parameter."""
    may_be_the_file = refusal.meaning is INVALID and files_of(message.outgoing)
    return FILE_OR_CONTENT if may_be_the_file else refusal.meaning


def give_up(session: Session, message_id: int) -> None:
    """No body can be made of it: a fault of ours, and better seen than tried for ever."""
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.status == "queued" and message.claimed_at is None:
        advance(session, message, "failed", INVALID.as_error())


SINCE: Final = "since"
"""When a wait was decided, in a message's error: later than now, it was by a clock that was wrong."""


def wait(session: Session, message: Message, until: datetime | None, error: dict[str, Any]) -> None:
    """It stays in the outbox, and everybody sees why.

    How often it was refused is kept, whatever else it waits for meanwhile: no wait begins that anew.
    """
    before, now = message.error or {}, dict(error)
    if "tries" in before and "tries" not in now:
        now |= {"tries": before["tries"], "tried_for": before.get("tried_for", before.get("reason"))}
    is_news = {**before, SINCE: None} != {**now, SINCE: None}
    message.retry_at, message.error = until, {**now, SINCE: moment(utc_now())}
    if is_news:
        record(session, MESSAGE_UPDATED, message.conversation_id, message.id)


def _tries(message: Message, meaning: Meaning) -> int:
    before = message.error or {}
    met = before.get("tried_for", before.get("reason"))
    return 1 + (int(before.get("tries", 0)) if met == meaning.name else 0)


def wait_of(meaning: Meaning, tries: int) -> timedelta:
    """2, 4, 8 … times the first pause, spread over the upper half; 4^X for one customer, as Meta has it."""
    if meaning is PAIR_TOO_FAST:
        return timedelta(seconds=min(4.0 ** (tries - 1), meaning.longest))
    ceiling = min(meaning.pause * 2.0 ** (tries - 1), meaning.longest or meaning.pause)
    return timedelta(seconds=uniform(ceiling / 2, ceiling))  # noqa: S311 - jitter guards nothing


def take_effect(session: Session, message: Message, meaning: Meaning) -> None:
    """What a refusal says about the customer, about the file, or about when to try again."""
    if meaning.effect == UPLOAD_ANEW:
        for media_id in files_of(message.outgoing):
            forget_upload(session, media_id)
    elif meaning is WINDOW_CLOSED:
        conversation = session.get_one(Conversation, message.conversation_id)
        close_window(session, conversation.contact_id, message.sent_at)
    elif meaning.effect == NOT_FOR_A_DAY:
        message.error = {**(message.error or {}), "until": moment(utc_now() + DAY)}
    elif meaning.effect == STOP_MARKETING:
        conversation = session.get_one(Conversation, message.conversation_id)
        contact = session.get_one(Contact, conversation.contact_id)
        if contact.marketing_stopped_at is None:
            heard_from_whatsapp(session, contact, stopped=True, said_at=utc_now())


def heed_failures(session: Session, failed: Iterable[Message], settings: WhatsAppSettings) -> set[str | None]:
    """Receipts that had waited made those fail; what that has for effects."""
    return {
        heed_failure(session, message, (message.error or {}).get("code"), settings).effect
        for message in failed
    }


def heed_failure(session: Session, message: Message, code: int | None, settings: WhatsAppSettings) -> Meaning:
    """A receipt made `message` fail: what that says of others is written down. What it meant."""
    meaning = meaning_of(code)
    take_effect(session, message, meaning)
    stop_sending(session, meaning, dict(message.error or {}), settings, told_later=True)
    return meaning


def mark_unknown(session: Session, message: Message) -> None:
    """Nobody knows whether it arrived: a later receipt tells, or a person decides to resend.

    A reaction is no message that anybody could resend, and twice the same is the same: it is sent again, and
    in the end taken back.
    """
    message.claimed_at = None
    if adopt_parked(session, message):
        return
    if message.message_type == REACTION:
        _again_or_never(session, message, NO_ANSWER, NO_ANSWER.as_error())
        return
    message.status = "unknown"
    message.error = NO_ANSWER.as_error()
    record(session, MESSAGE_UPDATED, message.conversation_id, message.id)
