"""What ends a question: the answer to the customer, or a person for them."""

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.ai import states, texts
from appliance.ai.models import AiRequest
from appliance.brand.shown import shown
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import TEXT_LIMIT, announce, queue_text
from appliance.conversations.ownership import hand_off
from appliance.conversations.presenting import window_expires_at
from appliance.database import run_transaction, utc_now
from appliance.hours.closed_texts import closed
from appliance.hours.lookup import hours_of, schedule_of
from appliance.settings import TenantSettings

IGNORED_TYPES = ("reaction", "system", "edit", "revoke", "request_welcome")
"""Messages from the customer that ask nothing."""

log = structlog.get_logger()


def answer(context: Context, request: AiRequest, text: str) -> bool:
    """Queues the answer; drops it if the customer wrote again or somebody else answers now."""

    def work(session: Session) -> bool:
        conversation = lock_conversation(session, request.conversation_id)
        is_wanted = _is_wanted(session, conversation, request)
        if not states.finish(session, request.id, states.ANSWERED if is_wanted else states.SUPERSEDED):
            return False
        if is_wanted:
            queue_text(
                session,
                conversation,
                "bot",
                _with_disclosure(session, context.settings.tenant, request, text),
            )
        return is_wanted

    return _announced(context, request, run_transaction(context.sessions, work))


def give_up(context: Context, request: AiRequest, reason: str) -> bool:
    """The conversation goes to a person, unless the question is void by now."""

    def work(session: Session) -> bool:
        conversation = lock_conversation(session, request.conversation_id)
        is_wanted = _is_wanted(session, conversation, request)
        end = (states.FAILED, reason) if is_wanted else (states.SUPERSEDED, None)
        if not states.finish(session, request.id, *end):
            return False
        if is_wanted:
            call_person(session, context.settings.tenant, conversation, reason)
        return is_wanted

    is_done = run_transaction(context.sessions, work)
    if is_done:
        log.info("ai_gave_up", request_id=request.id, reason=reason)
    return _announced(context, request, is_done)


def call_person(session: Session, tenant: TenantSettings, conversation: Conversation, reason: str) -> None:
    """Hands off and tells the customer, in the caller's transaction; `announce` after commit."""
    hand_off(session, conversation, reason)
    expires = window_expires_at(conversation)
    if expires is not None and expires > utc_now():
        queue_text(session, conversation, "system", _told(session, tenant, conversation, reason))


def _told(session: Session, tenant: TenantSettings, conversation: Conversation, reason: str) -> str:
    """That a person will answer; while nobody is there, when somebody is."""
    called = texts.handed_off(tenant.locale, reason)
    schedule = schedule_of(session, conversation.queue_id)
    hours, now = hours_of(session, schedule, tenant), utc_now()
    if schedule is None or hours.is_open(now):
        return called
    return f"{called}\n\n{closed(tenant.locale, now, hours.next_opening(now), schedule.closed_text)}"


def lock_conversation(session: Session, conversation_id: int) -> Conversation:
    """Everything about a question is decided under its conversation's lock, taken first."""
    return session.get_one(Conversation, conversation_id, with_for_update=True)


def newest_question(session: Session, conversation_id: int) -> int | None:
    """The id of the customer's newest message that asks something."""
    return session.scalar(
        select(func.max(Message.id)).where(
            Message.conversation_id == conversation_id,
            Message.sender_type == "customer",
            Message.message_type.not_in(IGNORED_TYPES),
        )
    )


def _is_wanted(session: Session, conversation: Conversation, request: AiRequest) -> bool:
    return (
        conversation.version == request.conversation_version  # every change of owner raises it
        and newest_question(session, conversation.id) == request.message_id
    )


def _with_disclosure(session: Session, tenant: TenantSettings, request: AiRequest, text: str) -> str:
    """The first answer of a conversation says that it is automatic."""
    spoke_before = session.scalar(
        select(Message.id)
        .where(Message.conversation_id == request.conversation_id, Message.sender_type == "bot")
        .limit(1)
    )
    opening = "" if spoke_before else texts.disclosure(tenant.locale, shown(session, tenant).name) + "\n\n"
    room = TEXT_LIMIT - len(opening)
    return opening + (text if len(text) <= room else text[: room - 1].rstrip() + "…")


def _announced(context: Context, request: AiRequest, is_done: bool) -> bool:
    if is_done:
        announce(context, request.conversation_id)
    return is_done
