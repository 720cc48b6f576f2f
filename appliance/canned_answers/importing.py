"""Many canned answers at once, as pasted from a spreadsheet: all of them, or none and every reason why."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.canned_answers.managing import require_room
from appliance.canned_answers.models import EVERYBODY, CannedAnswer
from appliance.canned_answers.variables import require_fields
from appliance.canned_answers.writing import Written, checked
from appliance.contacts.fields import keys_in_use
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import InvalidInput
from appliance.queues.managing import get_queue

MOST_AT_ONCE = 500
TOLD = 50
"""Problems that are told; nobody reads more."""


def import_answers(
    context: Context, rows: list[Written], lines: list[int], queue_id: int | None, *, replace: bool
) -> dict[str, int]:
    """How many are new and how many have another text now; `lines` is where each row was pasted.

    Raises NotFound `queue_not_found`, Conflict `too_many_answers`, InvalidInput: `too_many_rows`, `no_rows`,
    `invalid_rows` with `problems`: [{row, field, message}], the row being its line.
    """
    if len(rows) > MOST_AT_ONCE:
        text = f"São {len(rows)} linhas: importe no máximo {MOST_AT_ONCE} por vez. Nada foi importado."
        raise InvalidInput("too_many_rows", text, field="rows", limit=MOST_AT_ONCE, count=len(rows))
    if not rows:
        raise InvalidInput("no_rows", "Cole ao menos uma linha: atalho, título e texto.", field="rows")
    written = _checked(rows, lines)

    def work(session: Session) -> dict[str, int]:
        if queue_id is not None:
            get_queue(session, queue_id)
        scope = queue_id or EVERYBODY
        known = _known(session, scope)
        taken = [line for line, row in zip(lines, written, strict=True) if row.shortcut in known]
        if taken and not replace:
            _refuse([_problem(line, "shortcut", "Este atalho já existe.") for line in taken])
        require_room(session, len(written) - len(taken))
        _require_fields(session, written, lines)
        for row in written:
            _store(session, known.get(row.shortcut), row, queue_id)
        counted = {"created": len(written) - len(taken), "changed": len(taken)}
        note(session, "canned_answer.imported", ("queue", scope), after=counted)
        return counted

    return run_transaction(context.sessions, work)


def _checked(rows: list[Written], lines: list[int]) -> list[Written]:
    written: list[Written] = []
    problems: list[dict[str, Any]] = []
    first: dict[str, int] = {}
    for line, row in zip(lines, rows, strict=True):
        try:
            written.append(checked(row))
        except InvalidInput as error:
            problems.append(_problem(line, error.details["field"], error.message))
            continue
        shortcut = written[-1].shortcut
        if shortcut in first:
            problems.append(_problem(line, "shortcut", f"O mesmo atalho da linha {first[shortcut]}."))
        first.setdefault(shortcut, line)
    if problems:
        _refuse(problems)
    return written


def _require_fields(session: Session, written: list[Written], lines: list[int]) -> None:
    keys, problems = keys_in_use(session), []
    for line, row in zip(lines, written, strict=True):
        try:
            require_fields(row.content, "content", keys)
        except InvalidInput as error:
            problems.append(_problem(line, "content", error.message))
    if problems:
        _refuse(problems)


def _refuse(problems: list[dict[str, Any]]) -> None:
    count = len(problems)
    text = f"{count} linhas com problema" if count > 1 else "Uma linha com problema"
    raise InvalidInput(
        "invalid_rows", f"{text}: nada foi importado.", field="rows", count=count, problems=problems[:TOLD]
    )


def _problem(row: int, field: str, message: str) -> dict[str, Any]:
    return {"row": row, "field": field, "message": message}


def _known(session: Session, scope: int) -> dict[str, CannedAnswer]:
    query = select(CannedAnswer).where(CannedAnswer.scope == scope).with_for_update()
    return {row.shortcut: row for row in session.scalars(query)}


def _store(session: Session, known: CannedAnswer | None, row: Written, queue_id: int | None) -> None:
    if known is None:
        session.add(CannedAnswer(**asdict(row), queue_id=queue_id, scope=queue_id or EVERYBODY))
        return
    known.title, known.content, known.changed_at = row.title, row.content, utc_now()
