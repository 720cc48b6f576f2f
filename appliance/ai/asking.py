"""From a customer's message to a question that FILA-IA has, or to a person."""

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from appliance.ai import health, states, texts
from appliance.ai.breaker import BreakerState
from appliance.ai.client import Permanent, Question, Retryable, Throttled, Unknown
from appliance.ai.handing import (
    IGNORED_TYPES,
    call_person,
    give_up,
    lock_conversation,
    newest_question,
)
from appliance.ai.models import AiRequest
from appliance.ai.prompt import TURNS, Turn, build_prompt
from appliance.ai.provider import Provider
from appliance.ai.wishes import wants_person
from appliance.brand.shown import shown
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.activity import in_thread
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import announce
from appliance.conversations.ownership import BOT
from appliance.conversations.presenting import window_expires_at
from appliance.database import run_transaction, utc_now
from appliance.usage.limits import is_ai_used_up
from appliance.whatsapp.content import readable_content

TEXT_TYPES = ("text", "button", "interactive")
"""What the model can read; anything else needs a person's eyes."""
MEDIA_TYPES = ("image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "order")
WORTH_WAITING = timedelta(seconds=5)
"""An answer needs about this long: a question that can only be put later than this goes to a person."""
THROTTLED_AT_MOST = 3
"""Turned away this often, a question goes to a person, however much of its time is left."""
GATHERING = timedelta(seconds=1)
"""Questions turned away within a second are put together once there is room: one look serves them all."""
FORGOTTEN_AFTER = timedelta(seconds=15)
TOO_OLD = timedelta(hours=23)
"""So long after the customer wrote, a person answers."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Decision:
    request: AiRequest | None = None
    is_for_person: bool = False
    superseded: tuple[str, ...] = ()


def consider(context: Context, provider: Provider, message_id: int) -> None:
    """Decides what becomes of a customer's message; harmless when run twice or for an old message."""
    message = _find(context, message_id)
    if message is None:
        return
    decision = run_transaction(context.sessions, lambda session: _decide(session, context, message))
    for reference in decision.superseded:
        provider.breaker.release(reference)
    if decision.is_for_person:
        announce(context, message.conversation_id)
    if decision.request is not None:
        submit(context, provider, decision.request)


def hand_over(context: Context, message_id: int, reason: str) -> None:
    """Gives a customer's message that the bot should have considered to a person, asking nobody."""
    message = _find(context, message_id)
    if message is None:
        return
    if run_transaction(
        context.sessions, lambda session: _decide(session, context, message, reason)
    ).is_for_person:
        announce(context, message.conversation_id)


def forgotten(session: Session, limit: int = 20) -> list[int]:
    """Customers' messages that the bot should have considered and did not: a crash lost their job."""
    return unconsidered(session, FORGOTTEN_AFTER, limit)


def long_forgotten(session: Session, limit: int) -> list[int]:
    """The same among all older conversations, after a worker was away for long. To be looked for seldom."""
    before = Conversation.last_message_at <= utc_now() - TOO_OLD
    return _unconsidered(session, before, FORGOTTEN_AFTER, limit)


def unconsidered(session: Session, patience: timedelta, limit: int) -> list[int]:
    """As `forgotten`, those that have waited longer than `patience`."""
    since = Conversation.last_message_at > utc_now() - TOO_OLD
    return _unconsidered(session, since, patience, limit)


def _unconsidered(
    session: Session, last_activity: ColumnElement[bool], patience: timedelta, limit: int
) -> list[int]:
    # grouped first: as a subquery of each row, a database without statistics tries every message with every
    # conversation
    newest = (
        select(func.max(Message.id).label("message_id"))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(
            Conversation.status == BOT,
            last_activity,
            Contact.is_synthetic.is_(False),
            Message.sender_type == "customer",
            Message.message_type.not_in(IGNORED_TYPES),
        )
        .group_by(Message.conversation_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(Message.id)
            .join(newest, newest.c.message_id == Message.id)
            .where(
                Message.created_at < utc_now() - patience,
                ~exists().where(AiRequest.message_id == Message.id),
            )
            .limit(limit)
        )
    )


def submit(context: Context, provider: Provider, request: AiRequest) -> None:
    """Puts a new question to FILA-IA if it can be put now; else it waits, or goes to a person."""
    token = request.reference
    if not provider.breaker.permits(token):
        give_up(context, request, texts.UNAVAILABLE)
        return
    wait = provider.budget.take_question()
    if wait:
        provider.breaker.release(token)
        _wait(context, request, wait)
        return
    question = _question(context, request)
    if not states.claim_submission(context.sessions, request):
        return  # somebody else puts it, or it is void by now
    try:
        upstream_id = provider.client.submit(question)
    except Throttled as error:
        provider.budget.pause(error.retry_after)
        provider.breaker.release(token)
        if request.attempts + 1 >= THROTTLED_AT_MOST:
            give_up(context, request, texts.RATE_LIMITED)
        else:
            states.not_taken(context.sessions, request, utc_now(), texts.RATE_LIMITED)
            _wait(context, request, error.retry_after)
    except Permanent as error:
        log.error("ai_refused", status=error.status)  # noqa: TRY400 - foreseen, and the trace says nothing
        health.note_refusal(context.redis)
        provider.breaker.release(token)
        give_up(context, request, texts.UNAVAILABLE)
    except Retryable as error:
        log.warning("ai_failed", reason=str(error))
        provider.breaker.failure(token)
        _try_again(context, provider, request)
    except Unknown as error:  # FILA-IA may have it: the list will tell
        log.warning("ai_unknown", reason=str(error))
        provider.breaker.failure(token)
        states.postpone(context.sessions, request, states.SUBMITTING, utc_now() + states.FIRST_POLL)
    else:
        health.note_acceptance(context.redis)
        states.opened(context.sessions, request, upstream_id)


def _wait(context: Context, request: AiRequest, seconds: float) -> None:
    """No room in the budget: later, or a person if later is too late."""
    later = utc_now() + timedelta(seconds=seconds) + GATHERING
    if later + WORTH_WAITING > request.deadline_at:
        give_up(context, request, texts.RATE_LIMITED)
    else:
        states.postpone(context.sessions, request, states.NEW, later, failure=texts.RATE_LIMITED)


def _try_again(context: Context, provider: Provider, request: AiRequest) -> None:
    """After 1, 2, 4 … seconds, or a person if that is too late or the breaker has opened."""
    later = utc_now() + timedelta(seconds=2.0**request.attempts)
    if later + WORTH_WAITING > request.deadline_at or provider.breaker.state() is BreakerState.OPEN:
        give_up(context, request, texts.UNAVAILABLE)
    else:
        states.not_taken(context.sessions, request, later, texts.UNAVAILABLE)


def _find(context: Context, message_id: int) -> Message | None:
    with context.sessions() as session:
        message = session.get(Message, message_id)
    is_question = (
        message is not None
        and message.sender_type == "customer"
        and message.message_type not in IGNORED_TYPES
    )
    return message if is_question else None


def _decide(session: Session, context: Context, message: Message, for_person: str | None = None) -> _Decision:
    """Under the conversation's lock, so that two messages of one customer are decided one after the other.

    `for_person`: why it is a person's, whatever it says.
    """
    conversation = lock_conversation(session, message.conversation_id)
    if conversation.status != BOT or conversation.contact.is_synthetic:
        return _Decision()
    if newest_question(session, conversation.id) != message.id:
        return _Decision()  # the newer message's own job answers both
    if session.scalar(select(AiRequest.id).where(AiRequest.message_id == message.id)):
        return _Decision()
    superseded = _supersede(session, conversation.id)
    reason = for_person or _reason_for_person(conversation, message)
    if reason is None and is_ai_used_up(session):
        reason = texts.RATE_LIMITED
    if reason is not None:
        call_person(session, context.settings.tenant, conversation, reason)
        return _Decision(is_for_person=True, superseded=superseded)
    now = utc_now()
    request = AiRequest(
        conversation_id=conversation.id,
        conversation_version=conversation.version,
        message_id=message.id,
        deadline_at=now + timedelta(seconds=context.settings.ai.deadline_seconds),
        next_step_at=now + timedelta(seconds=5),  # by then this job has put it, or died
    )
    session.add(request)
    session.flush()
    return _Decision(request=request, superseded=superseded)


def _supersede(session: Session, conversation_id: int) -> tuple[str, ...]:
    """The customer wrote again: answers to what they wrote before are not wanted any more."""
    older = states.unfinished(session, AiRequest.conversation_id == conversation_id)
    return tuple(
        request.reference for request in older if states.finish(session, request.id, states.SUPERSEDED)
    )


def _reason_for_person(conversation: Conversation, message: Message) -> str | None:
    if message.message_type in MEDIA_TYPES:
        return texts.MEDIA
    if message.message_type not in TEXT_TYPES or _is_empty(message):
        return texts.UNSUPPORTED
    expires = window_expires_at(conversation)
    if expires is None or expires < utc_now() + timedelta(minutes=5):
        return texts.WINDOW_CLOSED
    if wants_person(message.content or ""):
        return texts.ASKED_FOR_PERSON
    return texts.TIMED_OUT if message.sent_at < utc_now() - TOO_OLD else None


def _is_empty(message: Message) -> bool:
    """A text without words is stored as its label."""
    content = (message.content or "").strip()
    return content in ("", readable_content(message.message_type, None))


def _question(context: Context, request: AiRequest) -> Question:
    with context.sessions() as session:
        conversation = session.get_one(Conversation, request.conversation_id)
        newest = session.scalars(
            select(Message)
            .where(
                Message.conversation_id == conversation.id,
                Message.id <= request.message_id,
                Message.sender_type.in_(("customer", "bot", "attendant")),
                Message.message_type.not_in((*IGNORED_TYPES, "note")),
                Message.status != "failed",
                in_thread(),
            )
            .order_by(Message.sent_at.desc(), Message.id.desc())
            .limit(TURNS)
        ).all()
        name = shown(session, context.settings.tenant).name
    tenant = replace(context.settings.tenant, name=name)
    turns = [Turn(message.sender_type == "customer", message.content or "") for message in reversed(newest)]
    # the moment it began is part of the name: a restored database counts its ids again
    began = int(conversation.created_at.timestamp())
    return Question(
        reference=request.reference,
        session_id=f"guiche-{tenant.id}-{conversation.id}-{began}",
        messages=build_prompt(tenant, conversation.protocol, turns, utc_now()),
    )
