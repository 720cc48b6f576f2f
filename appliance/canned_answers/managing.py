"""Canned answers: listed for whoever may use them, made, changed, taken away."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.canned_answers.models import EVERYBODY, CannedAnswer
from appliance.canned_answers.variables import require_fields
from appliance.canned_answers.writing import Written, checked
from appliance.contacts.fields import keys_in_use
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.queues.managing import get_queue
from appliance.uniqueness import flush_unique

MANAGE = "canned.manage"
MOST = 2000


def list_answers(session: Session, user: User) -> list[dict[str, Any]]:
    """By shortcut: everybody's and those of `user`'s queues; all of them for who manages them."""
    query = select(CannedAnswer).order_by(CannedAnswer.shortcut, CannedAnswer.scope)
    if not user.may(MANAGE):
        query = query.where(or_(CannedAnswer.queue_id.is_(None), CannedAnswer.queue_id.in_(user.queue_ids)))
    return [present(row) for row in session.scalars(query)]


def create_answer(context: Context, given: Written, queue_id: int | None) -> dict[str, Any]:
    """Raises NotFound `queue_not_found`, Conflict (`shortcut_exists`, `too_many_answers`), InvalidInput."""
    written = checked(given)
    with transaction(context.sessions) as session:
        require_room(session, 1)
        require_fields(written.content, "content", keys_in_use(session))
        row = CannedAnswer(**asdict(written), **_scope(session, queue_id))
        session.add(row)
        _flush(session, row)
        shown = present(row)
        note(session, "canned_answer.created", ("canned_answer", row.id), after=audited(shown))
    return shown


def change_answer(context: Context, answer_id: int, given: Written, queue_id: int | None) -> dict[str, Any]:
    """Raises as create_answer."""
    written = checked(given)
    with transaction(context.sessions) as session:
        row = _get(session, answer_id)
        require_fields(written.content, "content", keys_in_use(session))
        before = audited(present(row))
        for name, value in (asdict(written) | _scope(session, queue_id)).items():
            setattr(row, name, value)
        row.changed_at = utc_now()
        _flush(session, row)
        shown = present(row)
        note(session, "canned_answer.changed", ("canned_answer", answer_id), before, audited(shown))
    return shown


def delete_answer(context: Context, answer_id: int) -> None:
    """Raises NotFound."""
    with transaction(context.sessions) as session:
        row = _get(session, answer_id)
        before = audited(present(row))
        note(session, "canned_answer.deleted", ("canned_answer", answer_id), before=before)
        session.delete(row)


def require_room(session: Session, more: int) -> None:
    """Raises Conflict `too_many_answers`."""
    there = session.scalar(select(func.count()).select_from(CannedAnswer)) or 0
    if there + more > MOST:
        text = f"Há {there} respostas prontas, e cabem {MOST}: exclua as que ninguém usa."
        raise Conflict("too_many_answers", text, limit=MOST, count=there)


def present(row: CannedAnswer) -> dict[str, Any]:
    """As the API shows it."""
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "title": row.title,
        "content": row.content,
        "queue_id": row.queue_id,
        "changed_at": moment(row.changed_at),
    }


def audited(shown: dict[str, Any]) -> dict[str, Any]:
    """What the audit keeps of it."""
    return {name: shown[name] for name in ("shortcut", "title", "content", "queue_id")}


def _scope(session: Session, queue_id: int | None) -> dict[str, Any]:
    if queue_id is not None:
        get_queue(session, queue_id)
    return {"queue_id": queue_id, "scope": queue_id or EVERYBODY}


def _get(session: Session, answer_id: int) -> CannedAnswer:
    row = session.get(CannedAnswer, answer_id, with_for_update=True)
    if row is None:
        raise NotFound("answer_not_found", "Esta resposta pronta não existe mais.")
    return row


def _flush(session: Session, row: CannedAnswer) -> None:
    shortcut = row.shortcut
    text = f"Já existe uma resposta com o atalho /{shortcut}."
    flush_unique(session, Conflict("shortcut_exists", text, field="shortcut", shortcut=shortcut))
