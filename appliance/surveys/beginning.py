"""A conversation is closed: whether its customer is to be asked, which the ticker does a moment later."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation
from appliance.surveys.models import Survey, SurveyRule
from appliance.surveys.states import ASK, DUE, OFF


def rule_of(session: Session, queue_id: int | None) -> SurveyRule | None:
    """The queue's own, else everybody's; None where nothing is asked."""
    scopes = or_(SurveyRule.scope == (queue_id or 0), SurveyRule.scope == 0)
    rule = session.scalar(select(SurveyRule).where(scopes).order_by(SurveyRule.scope.desc()).limit(1))
    return rule if rule is not None and rule.kind != OFF else None


def note_closed(session: Session, conversation: Conversation) -> None:
    """In the transaction that closes it. Asked is only who a person has answered, and once."""
    if conversation.answered_at is None or conversation.contact.is_synthetic:
        return
    rule = rule_of(session, conversation.queue_id)
    if rule is None or session.scalar(select(exists().where(Survey.conversation_id == conversation.id))):
        return
    session.add(
        Survey(
            conversation_id=conversation.id,
            queue_id=conversation.queue_id,
            user_id=conversation.assigned_user_id,
            kind=rule.kind,
            state=DUE,
            step=ASK,
        )
    )
