"""Done by the ticker: customers are asked, asked for a comment, and thanked. Each step is one transaction."""

from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from appliance.composing.drafts import Composed
from appliance.composing.templates import require_sendable
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.outbox import Sending, announce, is_window_open, queue_message, queue_text
from appliance.conversations.ownership import CLOSED
from appliance.database import run_transaction, utc_now
from appliance.errors import InvalidInput
from appliance.settings import TenantSettings
from appliance.surveys.beginning import rule_of
from appliance.surveys.models import Survey, SurveyRule
from appliance.surveys.states import ANSWERED, ASK, ASKED, DROPPED, FOLLOW_UP, REFUSED, THANK
from appliance.surveys.words import compose_question
from appliance.templates.filling import fill

BATCH: Final = 50

log = structlog.get_logger()


def ask_due(context: Context) -> None:
    """One round: every survey that has a next step takes it."""
    with context.sessions() as session:
        due = session.execute(
            select(Survey.id, Survey.conversation_id)
            .where(Survey.step.is_not(None))
            .order_by(Survey.id)
            .limit(BATCH)
        ).all()
    for survey_id, conversation_id in due:
        step = partial(
            _step,
            tenant=context.settings.tenant,
            survey_id=survey_id,
            conversation_id=conversation_id,
        )
        if run_transaction(context.sessions, step):
            announce(context, conversation_id)


def _step(session: Session, tenant: TenantSettings, survey_id: int, conversation_id: int) -> bool:
    """Whether something is to be sent. Looked at again under the conversation's lock."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    survey = session.get_one(Survey, survey_id, with_for_update=True)
    step, survey.step = survey.step, None
    rule = rule_of(session, survey.queue_id)
    if step == ASK:
        return _ask(session, tenant, conversation, survey, rule)
    if rule is None or step is None or not is_window_open(conversation):
        return False
    if step == FOLLOW_UP and rule.comment_question:
        survey.followed_up_at = utc_now()
        queue_text(session, conversation, "system", rule.comment_question)
        return True
    if step in (FOLLOW_UP, THANK) and rule.thanks:
        queue_text(session, conversation, "system", rule.thanks)
        return True
    return False


def _ask(
    session: Session,
    tenant: TenantSettings,
    conversation: Conversation,
    survey: Survey,
    rule: SurveyRule | None,
) -> bool:
    question = None
    if rule is not None and rule.kind == survey.kind and _may_be_asked(session, conversation, survey, rule):
        question = _question(session, tenant, conversation, survey, rule)
    if question is None:
        survey.state = DROPPED
        return False
    message = queue_message(session, conversation, "system", question, Sending())
    survey.state, survey.asked_at, survey.message_id = ASKED, utc_now(), message.id
    log.info("survey asked", conversation_id=conversation.id, kind=survey.kind)
    return True


def _may_be_asked(session: Session, conversation: Conversation, survey: Survey, rule: SurveyRule) -> bool:
    """Not who talks to us again, nor who was asked lately, nor who wants none."""
    if conversation.status != CLOSED:
        return False
    if session.scalar(select(exists().where(Conversation.open_contact_id == conversation.contact_id))):
        return False
    lately = Survey.asked_at > utc_now() - timedelta(days=rule.every_days)
    others = exists().where(
        Survey.id != survey.id,
        Survey.conversation_id == Conversation.id,
        Conversation.contact_id == conversation.contact_id,
        or_(Survey.state == REFUSED, lately & Survey.state.in_((ASKED, ANSWERED))),
    )
    return not session.scalar(select(others))


def _question(
    session: Session,
    tenant: TenantSettings,
    conversation: Conversation,
    survey: Survey,
    rule: SurveyRule,
) -> Composed | None:
    """None where nothing may be sent: outside the 24 hours without a template, or one that cannot be."""
    if is_window_open(conversation):
        return compose_question(tenant.locale, survey.id, rule.kind, rule.question)
    if rule.template_id is None:
        return None
    try:
        filled = fill(require_sendable(session, conversation.contact, rule.template_id), {})
    except InvalidInput as refusal:
        log.warning("survey not asked", conversation_id=conversation.id, reason=refusal.code)
        return None
    return Composed("template", filled.text, filled.record, filled.outgoing)
