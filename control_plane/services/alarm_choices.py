"""Which alarms an operator is mailed, and in which language: their own choice."""

from typing import Any

from control_plane.actor import Actor
from control_plane.alarms.catalog import CRITICAL, EVERY, LEVELS, NONE, ONLY_CRITICAL
from control_plane.database import Sessions, reading, transaction
from control_plane.errors import InvalidInput
from control_plane.models import Alarm, Operator
from control_plane.operations.words import LANGUAGES, PORTUGUESE
from control_plane.services.audit import record
from control_plane.services.mails import Mails
from control_plane.services.operator_rows import get_operator

_MAILED_ROLES = frozenset({"owner", "operator"})
"""Who run the platform are mailed what is critical, unless they choose otherwise."""


def level_of(operator: Operator) -> str:
    """One of LEVELS."""
    return operator.alarm_mail or (ONLY_CRITICAL if operator.role in _MAILED_ROLES else NONE)


def language_of(operator: Operator) -> str:
    """One of LANGUAGES."""
    return operator.locale or PORTUGUESE


def wants(operator: Operator, alarm: Alarm) -> bool:
    """Whether it is one of those that they are mailed."""
    level = level_of(operator)
    return level == EVERY or (level == ONLY_CRITICAL and alarm.severity == CRITICAL)


class AlarmChoices:
    """Each operator's own."""

    def __init__(self, sessions: Sessions, mails: Mails) -> None:
        self._sessions = sessions
        self._mails = mails

    def show(self, actor: Actor) -> dict[str, Any]:
        """{"level", "language", "is_sent"}; `is_sent`: whether there is a mail server at all."""
        with reading(self._sessions) as session:
            return self._present(get_operator(session, actor.operator_id))

    def choose(self, actor: Actor, level: str, language: str = "") -> dict[str, Any]:
        """`language` empty: as it is. Raises InvalidInput with `details.fields`."""
        problems = {
            "level": None if level in LEVELS else f"Choose which: {', '.join(LEVELS)}.",
            "language": None if language in ("", *LANGUAGES) else f"Choose one: {', '.join(LANGUAGES)}.",
        }
        if found := {field: text for field, text in problems.items() if text}:
            raise InvalidInput("bad_alarm_mail", " ".join(found.values()), fields=found)
        with transaction(self._sessions) as session:
            operator = get_operator(session, actor.operator_id)
            operator.alarm_mail, operator.locale = level, language or operator.locale
            record(session, actor, "alarm_mail_chosen", level=level, language=language_of(operator))
            return self._present(operator)

    def _present(self, operator: Operator) -> dict[str, Any]:
        return {
            "level": level_of(operator),
            "language": language_of(operator),
            "is_sent": self._mails.are_sent,
        }
