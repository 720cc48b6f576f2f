"""A failure explained: why, what it means for the tenant, what to check and do, whether resuming helps."""

from typing import Any

from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading
from control_plane.errors import Conflict
from control_plane.models import Operation
from control_plane.operations.catalog import KINDS
from control_plane.operations.explanations import (
    AFTER,
    BY_ITSELF,
    NOT_NOW,
    NOW,
    SUPERSEDED,
    Cause,
    Meaning,
    cause_of,
    meaning_of,
    texts,
)
from control_plane.operations.lifecycles import CREATED
from control_plane.operations.words import ENGLISH, Words, say
from control_plane.services.operation_view import can_undo
from control_plane.services.operations import find_operation
from control_plane.services.resuming import resume_refusal
from control_plane.settings import Settings

_BEHIND = ("done", "skipped")


class Explanations:
    """Of operations that failed, were stopped, or wait to be tried again."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings

    def show(self, operation_id: str, language: str = ENGLISH) -> dict[str, Any]:
        """Raises NotFound; Conflict when nothing has gone wrong."""
        found = self.find(operation_id, language)
        if found is None:
            raise Conflict("nothing_to_explain", "Nothing has gone wrong with this operation.")
        return found

    def find(self, operation_id: str, language: str = ENGLISH) -> dict[str, Any] | None:
        """The same, or None. Raises NotFound."""
        with reading(self._sessions) as session:
            operation = find_operation(session, operation_id)
            code = operation.error_code
            return self._tell(session, operation, code, language) if code else None

    def _tell(self, session: Session, operation: Operation, code: str, language: str) -> dict[str, Any]:
        cause = cause_of(code)
        step = _stopped_at(operation)
        meaning = _meaning(operation, cause, step)
        helps = cause.resume_of.get(operation.kind, cause.resume)
        advice = _advice(session, operation) or helps
        is_refused = advice in (SUPERSEDED, NOT_NOW)
        is_told = is_refused and helps in (NOW, AFTER)
        following = [texts().resume[advice]] if is_told else _next(operation, cause, step)
        values = self._values(operation, step)
        return {
            "operation": operation.id,
            "code": code,
            "message": operation.error_message,
            "step": step,
            "cause": say(cause.cause, language, values),
            "tenant": {
                "slug": operation.tenant.slug,
                "serving": _serving(operation, meaning),
                "data": meaning.data,
                "means": say(meaning.words, language, values),
            },
            "check": say(cause.check, language, values),
            "next": " ".join(say(words, language, values) for words in following),
            "resume": {"advice": advice, "means": say(texts().resume[advice], language)},
        }

    def _values(self, operation: Operation, step: str | None) -> dict[str, str]:
        slug = operation.tenant.slug
        stack = self._settings.stack_prefix + slug
        return {
            "id": operation.id,
            "step": step or "",
            "slug": slug,
            "stack": stack,
            **{service: f"{stack}_{service}" for service in ("web", "worker", "mysql")},
            "runner": f"{self._settings.instance}_runner",
            "url": self._settings.public_url(f"{slug}.{self._settings.base_domain}"),
        }


def _stopped_at(operation: Operation) -> str | None:
    """The step that failed, or the first that is still to be done."""
    for states in (("failed",), ("running",)):
        for step in operation.steps:
            if step.state in states:
                return step.name
    return next((step.name for step in operation.steps if step.state not in _BEHIND), None)


def _meaning(operation: Operation, cause: Cause, step: str | None) -> Meaning:
    means = texts().means
    if cause.means:
        return means[cause.means]
    if operation.is_undoing:
        return means["undo"]
    if operation.started_at is None and KINDS[operation.kind].lifecycle_undone is None:
        return means["not_begun"]
    return meaning_of(operation.kind, step)


def _next(operation: Operation, cause: Cause, step: str | None) -> list[Words]:
    """What to do, and what else: the way round the step, or taking all of it back."""
    way_round = texts().ways_round.get(f"{operation.kind}.{step}")
    has_failed = operation.error_code != "canceled"
    others = (way_round if has_failed else None, cause.undo if can_undo(operation) else None)
    return [cause.next, *(words for words in others if words)]


def _serving(operation: Operation, meaning: Meaning) -> str:
    """What changed nothing leaves a closed tenant closed."""
    is_untouched = meaning is texts().means["not_begun"]
    return "no" if is_untouched and operation.tenant.lifecycle not in CREATED else meaning.serving


def _advice(session: Session, operation: Operation) -> str | None:
    """About resuming, whatever the cause was; None: that depends on the cause."""
    if operation.state == "waiting":
        return BY_ITSELF
    refused = resume_refusal(session, operation)
    if refused is None:
        return None
    return SUPERSEDED if refused.code == "operation_superseded" else NOT_NOW
