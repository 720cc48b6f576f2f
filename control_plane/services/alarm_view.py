"""An alarm in words, as everybody is shown it."""

from typing import Any

from control_plane.alarms.catalog import alarm_codes
from control_plane.models import Alarm
from control_plane.operations.words import ENGLISH, say


def alarm_words(alarm: Alarm, language: str = ENGLISH, *, is_by_slug: bool = False) -> tuple[str, str]:
    """The reason and the next step. `is_by_slug`: with no name of a client in them."""
    texts = alarm_codes().get(alarm.code)
    if texts is None:
        return alarm.code, ""
    slug, name = (alarm.tenant.slug, alarm.tenant.name) if alarm.tenant else ("", "")
    values = {
        **{key: _said(value, language) for key, value in alarm.details.items()},
        "subject": alarm.subject,
        "slug": slug,
        "tenant_name": slug if is_by_slug else name,
    }
    return say(texts.reason, language, values), say(texts.next, language, values)


def present_alarm(alarm: Alarm, language: str = ENGLISH) -> dict[str, Any]:
    """As it is listed."""
    reason, next_step = alarm_words(alarm, language)
    return {
        "id": alarm.id,
        "code": alarm.code,
        "severity": alarm.severity,
        "tenant": alarm.tenant.slug if alarm.tenant else None,
        "subject": alarm.subject,
        "reason": reason,
        "next": next_step,
        "details": alarm.details,
        "raised_at": alarm.raised_at.isoformat(),
        "seen_at": alarm.seen_at.isoformat(),
        "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
        "acknowledged_at": alarm.acknowledged_at.isoformat() if alarm.acknowledged_at else None,
        "acknowledged_by": alarm.acknowledged_by,
        "note": alarm.note,
    }


def _said(value: Any, language: str) -> Any:
    """A detail that is a text in several languages, in the reader's."""
    return say(value, language) if isinstance(value, dict) and ENGLISH in value else value
