"""What customers answer. An answer is kept with the conversation it is about: it begins no new one, and the
bot is not asked.

A tapped score names its survey. What is written counts only while the customer has no live conversation: a
score alone or the word for no more surveys, within a day; or, once, the comment they were asked for. That is
the first text after the score, within ten minutes and unless it holds a question, a wish for a person or a
word of need. Everything else is a message as any other: of what could be either, a request must not be taken
for a comment.
"""

import re
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.ai.wishes import wants_person
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now
from appliance.surveys.models import Survey
from appliance.surveys.states import ANSWERED, ASKED, FOLLOW_UP, REFUSED, SCORES, THANK
from appliance.surveys.words import STOP
from appliance.whatsapp.fields import get, text
from appliance.whatsapp.payload import InboundMessage

TAKEN_FOR: Final = timedelta(hours=24)
COMMENT_TAKEN_FOR: Final = timedelta(minutes=10)
COMMENT_LENGTH: Final = 4096
_TAPPED: Final = re.compile(r"survey:(\d{1,18}):(\d{1,2})")
_NEED: Final = re.compile(
    r"\b(preciso|precisamos|quero|queremos|necesito|necesitamos|quiero|(i|we) (need|want))\b", re.IGNORECASE
)
"""As in "veio errado, preciso trocar"; what one would have liked ("queria que…") is a comment."""
_NUMBER: Final = re.compile(r"\s*(\d{1,2})\b")


def tapped(session: Session, contact: Contact, inbound: InboundMessage) -> Survey | None:
    """The survey of this contact's that a tap answers. No query unless it may be one."""
    if inbound.type == "interactive":
        found = _TAPPED.fullmatch(_id_of(inbound) or "")
        return _theirs(session, contact, Survey.id == int(found[1])) if found else None
    if inbound.type == "button" and inbound.reply_to:
        question = select(Message.id).where(Message.whatsapp_message_id == inbound.reply_to)
        return _theirs(session, contact, Survey.message_id == question.scalar_subquery())
    return None


def written(session: Session, contact: Contact, inbound: InboundMessage) -> Survey | None:
    """The survey that a text answers; None for whatever begins a conversation."""
    if inbound.type != "text":
        return None
    survey = _theirs(session, contact, Survey.asked_at > utc_now() - 2 * TAKEN_FOR)
    if survey is None:
        return None
    said, now = inbound.content.strip(), utc_now()
    is_asked = survey.state == ASKED and survey.asked_at is not None and survey.asked_at > now - TAKEN_FOR
    if is_asked:
        is_score = said.isdecimal() and len(said) <= 2 and int(said) in SCORES[survey.kind]
        return survey if is_score or _wants_none(said) else None
    follows = survey.followed_up_at is not None and survey.followed_up_at > now - COMMENT_TAKEN_FOR
    is_comment = survey.state == ANSWERED and survey.comment is None and follows and not _asks(said)
    return survey if is_comment or (survey.state == ANSWERED and _wants_none(said)) else None


def take(session: Session, survey: Survey, inbound: InboundMessage) -> None:
    """The first score counts, and the first comment; the conversation's row must be locked."""
    session.refresh(survey, with_for_update=True)
    if inbound.type == "text" and _wants_none(inbound.content):
        survey.state, survey.step = REFUSED, None
        return
    if survey.state == ASKED:
        score = _score(inbound)
        if score is not None and score in SCORES[survey.kind]:
            survey.state, survey.score, survey.answered_at = ANSWERED, score, utc_now()
            survey.step = FOLLOW_UP
    elif inbound.type == "text" and survey.state == ANSWERED and survey.comment is None:
        survey.comment, survey.step = inbound.content.strip()[:COMMENT_LENGTH], THANK


def _theirs(session: Session, contact: Contact, *conditions: object) -> Survey | None:
    """The newest that fulfils them."""
    return session.scalar(
        select(Survey)
        .join(Conversation, Conversation.id == Survey.conversation_id)
        .where(Conversation.contact_id == contact.id, *conditions)  # type: ignore[arg-type]
        .order_by(Survey.id.desc())
        .limit(1)
    )


def _id_of(inbound: InboundMessage) -> str | None:
    replies = (get(inbound.raw, "interactive", kind, "id") for kind in ("list_reply", "button_reply"))
    return next((found for reply in replies if (found := text(reply))), None)


def _score(inbound: InboundMessage) -> int | None:
    """Tapped, written, or the number with which a template's button begins."""
    if inbound.type == "interactive":
        found = _TAPPED.fullmatch(_id_of(inbound) or "")
        return int(found[2]) if found else None
    begins = _NUMBER.match(inbound.content)
    return int(begins[1]) if begins else None


def _asks(said: str) -> bool:
    return "?" in said or bool(_NEED.search(said)) or wants_person(said)


def _wants_none(said: str) -> bool:
    return said.strip().strip(".!").upper() in STOP.values()
