"""Answers of Meta's written down in batches, and what they mean for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.canonical import learn_canonical
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import run_transaction, utc_now
from appliance.media.errors import MediaGone
from appliance.media.uploading import NotReady
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp import stops
from appliance.whatsapp.calling import Answer, Prepared
from appliance.whatsapp.graph import Sent
from appliance.whatsapp.meanings import ACCOUNT, NUMBER, PAIR, SYNC_TEMPLATES
from appliance.whatsapp.outcomes import (
    NOT_READY_FOR,
    Refusal,
    accept,
    mark_unknown,
    refuse,
    settle_accepted,
    wait,
)
from appliance.whatsapp.own_reasons import PREPARING, UPLOADING, file_gone
from appliance.whatsapp.poison import POISON, raise_outage
from appliance.whatsapp.receipts import FAILED, LEFT_META, advance
from appliance.whatsapp.throttling import Throttle
from appliance.worker.jobs import guard

log = structlog.get_logger()


def settle_answers(context: Context, answers: Sequence[Answer], probe_id: int | None) -> None:
    """Stores what became of those calls; `probe_id`: the message that tries whether sending goes on.

    An answer that breaks is lost alone: its claim runs out, and it is unknown. Raises what says that the
    database is away: try again with the same answers.
    """
    for answer in answers:
        with guard("learn_canonical", answer.claimed.message_id):
            _learn(context, answer)
    try:
        effects = run_transaction(
            context.sessions, lambda session: _settle(session, context, answers, probe_id)
        )
        if SYNC_TEMPLATES in effects:
            ask_for_sync(context)
    except POISON as error:
        raise_outage(error)
        if len(answers) == 1:
            log.exception("an answer of Meta's is lost", message_id=answers[0].claimed.message_id)
            return
        for answer in answers:
            settle_answers(context, [answer], probe_id)


def _learn(context: Context, answer: Answer) -> None:
    """The number Meta made of ours, where it is another."""
    sent, asked = answer.outcome, answer.claimed.body.get("to", "").removeprefix("+")
    if isinstance(sent, Sent) and sent.wa_id is not None and asked and sent.wa_id != asked:
        given = sent.wa_id
        run_transaction(context.sessions, lambda session: learn_canonical(session, asked, given))


def _settle(
    session: Session, context: Context, answers: Sequence[Answer], probe_id: int | None
) -> set[str | None]:
    """The effects of what receipts had already said of those messages."""
    rows = _locked(session, [answer.claimed.message_id for answer in answers])
    accepted = []
    for answer in answers:
        message, attempt = rows[answer.claimed.message_id], answer.claimed.attempt
        if isinstance(answer.outcome, Sent):
            if accept(session, message, attempt, answer.outcome):
                accepted.append(message)
            if message.id == probe_id:
                _probe_accepted(session, message)
            continue
        if _is_still_ours(message, answer):
            _not_accepted(session, context, message, answer.outcome)
        if message.id == probe_id:
            _probe_not_accepted(session, answer.outcome)
    session.flush()
    return settle_accepted(session, accepted, context.settings.whatsapp)


def _is_still_ours(message: Message, answer: Answer) -> bool:
    """Whether what was not accepted decides. Silence says nothing of a message that was taken from us; a
    refusal does, while nobody has asked for another attempt."""
    if message.attempts != answer.claimed.attempt:
        return False
    return message.claimed_at is not None or (message.status == "unknown" and answer.outcome is not None)


def _not_accepted(session: Session, context: Context, message: Message, outcome: Refusal | None) -> None:
    if outcome is None:
        mark_unknown(session, message)
    else:
        refuse(session, message, outcome, context.settings.whatsapp)


def _probe_accepted(session: Session, message: Message) -> None:
    """Unless its receipt was faster than the answer: that has decided."""
    if message.status in LEFT_META:
        stops.lift(session)
    elif message.status != FAILED:
        stops.probe_accepted(session, message)


def _probe_not_accepted(session: Session, outcome: Refusal | None) -> None:
    if outcome is not None and outcome.meaning.tells_of_message():
        stops.lift(session)  # what is wrong with the message says that nothing else is
    elif outcome is None or outcome.meaning.holds_up != ACCOUNT:
        stops.probe_undecided(session)


def _locked(session: Session, message_ids: Sequence[int]) -> dict[int, Message]:
    return {
        row.id: row
        for row in session.scalars(
            select(Message).where(Message.id.in_(message_ids)).order_by(Message.id).with_for_update()
        )
    }


def heed(context: Context, throttle: Throttle, answers: Sequence[Answer]) -> bool:
    """After commit: slows down as far as Meta asks for. Whether all sending may have stopped."""
    has_stopped = False
    for answer in answers:
        if not isinstance(answer.outcome, Refusal):
            continue
        meaning = answer.outcome.meaning
        if meaning.holds_up == NUMBER:
            throttle.slow_number(meaning.pause, meaning.longest)
        elif meaning.holds_up == PAIR:
            throttle.slow_pair(answer.claimed.contact_id, meaning.pause)
        if meaning.effect == SYNC_TEMPLATES:
            ask_for_sync(context)
        has_stopped = has_stopped or meaning.holds_up == ACCOUNT
    return has_stopped


@dataclass
class Files:
    """Meta's ids of the files that messages name, from when they are there until the messages left."""

    known: dict[int, dict[int, str]] = field(default_factory=dict)

    def settle(self, context: Context, prepared: Prepared) -> None:
        """Keeps the ids, or stores why there are none."""
        outcome, message_id = prepared.outcome, prepared.head.message_id
        if isinstance(outcome, dict):
            self.known[message_id] = outcome
            return
        run_transaction(
            context.sessions, lambda session: _not_prepared(session, context, message_id, outcome)
        )


def _not_prepared(
    session: Session, context: Context, message_id: int, outcome: Refusal | NotReady | MediaGone
) -> None:
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.status != "queued" or message.claimed_at is not None:
        return
    if isinstance(outcome, Refusal):
        refuse(session, message, outcome, context.settings.whatsapp)
    elif isinstance(outcome, MediaGone):
        advance(session, message, "failed", file_gone(outcome))
    else:
        why = UPLOADING if outcome.is_uploading else PREPARING
        wait(session, message, utc_now() + NOT_READY_FOR, why.as_error())
