"""After a restore: the rows are from yesterday, the world is not."""

from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from appliance.accounts.models import SignIn, User
from appliance.ai.models import UNFINISHED, AiRequest
from appliance.ai.texts import UNAVAILABLE
from appliance.conversations.activity import SCHEDULED
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT, hand_off
from appliance.database import Sessions, transaction, utc_now

REASON: dict[str, Any] = {
    "code": None,
    "kind": "restored",
    "title": None,
    "message": "A conversa foi restaurada de um backup: esta mensagem pode já ter sido enviada.",
}


def settle_after_restore(sessions: Sessions) -> dict[str, int]:
    """Counts of what was changed; run again it changes only people's sessions.

    Messages that waited to be sent, or for a time that has passed, may have been sent after the backup: they
    become unknown, for a person to decide. Every session ends. Questions to the AI are given up, and their
    customers wait for a person: nobody knows whether they were answered.
    """
    now = utc_now()
    with transaction(sessions) as session:
        messages = _count(
            session,
            update(Message)
            .where(Message.status == "queued")
            .values(status="unknown", error=REASON, claimed_at=None, retry_at=None),
        ) + _count(
            session,
            update(Message)
            .where(Message.status == SCHEDULED, Message.scheduled_at <= now)
            .values(status="unknown", error=REASON, sent_at=Message.scheduled_at),
        )
        people = _count(session, update(User).values(session_version=User.session_version + 1))
        sign_ins = _count(session, update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=now))
        _hand_off_asked(session)
        questions = _count(
            session,
            update(AiRequest)
            .where(AiRequest.state.in_(UNFINISHED))
            .values(state="failed", failure="restored", finished_at=now),
        )
    return {"messages": messages, "people": people, "sign_ins": sign_ins, "questions": questions}


def _hand_off_asked(session: Session) -> None:
    asked = select(AiRequest.conversation_id).where(AiRequest.state.in_(UNFINISHED))
    for conversation in session.scalars(
        select(Conversation).where(Conversation.id.in_(asked), Conversation.status == BOT).with_for_update()
    ).all():
        hand_off(session, conversation, UNAVAILABLE)


def _count(session: Session, statement: Any) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount
