"""What Meta says about the number, the account or a template: kept once each, with how much it matters.

Meta: webhooks, the page of each field. A field that nobody foresaw is kept too, as information.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.database import utc_now
from appliance.errors import NotFound
from appliance.whatsapp.fields import get, items, moment, text, word
from appliance.whatsapp.graph_errors import meaning_of
from appliance.whatsapp.meanings import CREDENTIAL
from appliance.whatsapp.models import AccountNotice

INFO, WARNING, CRITICAL = "info", "warning", "critical"
SEVERITIES = (INFO, WARNING, CRITICAL)
NUMBER_ERROR, HISTORY_ERROR = "number_error", "history_error"
"""Not fields of Meta's: errors that came beside no message."""


@dataclass(frozen=True)
class Said:
    """A change as it stood in a body."""

    waba_id: str
    field: str
    value: Any
    said_at: Any
    """The entry's time, if it has one."""
    received_at: datetime


def store_notice(session: Session, said: Said) -> bool:
    """Keeps it unless it is kept already; whether it is new.

    What carries no time of its own is one notice a day: the same trouble next week is news again.
    Raises IntegrityError if somebody else kept it just now: run the transaction again.
    """
    field = actual_field(said.field, said.value)
    occurred_at = moment(said.said_at)
    when = str(said.said_at) if occurred_at else said.received_at.date().isoformat()
    written = json.dumps([said.waba_id, field, said.value, when], sort_keys=True)
    digest = sha256(written.encode()).hexdigest()
    if session.scalar(select(AccountNotice.id).where(AccountNotice.digest == digest)) is not None:
        return False
    session.add(
        AccountNotice(
            digest=digest,
            field=field,
            event=event_of(field, said.value),
            severity=severity_of(field, said.value),
            value=said.value,
            occurred_at=min(occurred_at or said.received_at, utc_now()),
        )
    )
    return True


def actual_field(field: str, value: Any) -> str:
    """Meta's own sample of a quality update comes under the name of a status update: its keys tell."""
    if field == "message_template_status_update" and get(value, "new_quality_score"):
        return "message_template_quality_update"
    return field


def event_of(field: str, value: Any) -> str | None:
    """The word that says what happened."""
    if field in {NUMBER_ERROR, HISTORY_ERROR}:
        code = get(value, "code")
        return str(code)[:64] if isinstance(code, int) else None
    keys = ("event", "decision", "new_quality_score", "correct_category", "new_category")
    found = (text(get(value, key), 64) for key in (*keys, "alert_type"))
    return next((said for said in found if said), None) or text(get(value, "alert_info", "alert_type"), 64)


def severity_of(field: str, value: Any) -> str:
    """critical: messages fail or soon will. warning: somebody should look. info: good to know."""
    judge = _JUDGES.get(field)
    return judge(value) if judge else INFO


def count_unseen(session: Session) -> dict[str, int]:
    """How many nobody has seen, by severity."""
    counted = session.execute(
        select(AccountNotice.severity, func.count())
        .where(AccountNotice.seen_at.is_(None))
        .group_by(AccountNotice.severity)
    )
    found = {severity: count for severity, count in counted}
    return {severity: found.get(severity, 0) for severity in SEVERITIES} | {"unseen": sum(found.values())}


def mark_seen(session: Session, notice_id: int, user_id: int) -> AccountNotice:
    """Somebody has; the first one stays on record. Raises NotFound."""
    notice = session.get(AccountNotice, notice_id, with_for_update=True)
    if notice is None:
        raise NotFound("notice_not_found", "Este aviso não existe.")
    if notice.seen_at is None:
        notice.seen_at, notice.seen_by_id = utc_now(), user_id
    return notice


def _by_word(key: str, *, warning: str = "", critical: str = "", other: str = INFO) -> Callable[[Any], str]:
    def judge(value: Any) -> str:
        said = text(get(value, key)) or ""
        if said in critical.split():
            return CRITICAL
        return WARNING if said in warning.split() else other

    return judge


def _account(value: Any) -> str:
    event = text(get(value, "event")) or ""
    if event == "DISABLED_UPDATE":
        return INFO if get(value, "ban_info", "waba_ban_state") == "REINSTATE" else CRITICAL
    restrictions = items(get(value, "restriction_info"))
    if restrictions or event in {"ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED"}:
        return CRITICAL
    return WARNING if event in {"ACCOUNT_VIOLATION", "PARTNER_REMOVED"} else INFO


def _alert(value: Any) -> str:
    """`account_alerts`: severity and type stand in an object of their own, or beside it in older samples."""
    alert = get(value, "alert_info") or value
    if get(alert, "alert_status") == "NONE":
        return INFO
    return {"CRITICAL": CRITICAL, "WARNING": WARNING}.get(text(get(alert, "alert_severity")) or "", INFO)


def _capability(value: Any) -> str:
    """250 is where everybody begins, and where one is sent back to."""
    limit = word(get(value, "max_daily_conversations_per_business"))
    return WARNING if limit in {"0", "50", "250", "TIER_50", "TIER_250"} else INFO


def _error(value: Any) -> str:
    code = get(value, "code")
    kind = meaning_of(code if isinstance(code, int) else None).kind
    return CRITICAL if kind == CREDENTIAL else WARNING


_JUDGES: dict[str, Callable[[Any], str]] = {
    "account_update": _account,
    "account_review_update": _by_word("decision", warning="DEFERRED", critical="REJECTED"),
    "account_alerts": _alert,
    "business_capability_update": _capability,
    "message_template_status_update": _by_word(
        "event", warning="REJECTED PAUSED DISABLED FLAGGED LOCKED LIMIT_EXCEEDED PENDING_DELETION"
    ),
    "message_template_quality_update": _by_word("new_quality_score", warning="YELLOW RED"),
    "template_category_update": lambda _value: WARNING,  # another category is another price
    "phone_number_quality_update": _by_word("event", warning="FLAGGED DOWNGRADE"),
    "phone_number_name_update": _by_word("decision", warning="REJECTED DEFERRED"),
    "security": lambda _value: WARNING,  # somebody handles the PIN that holds the number,
    NUMBER_ERROR: _error,
    HISTORY_ERROR: lambda _value: INFO,  # the business chose not to share it
}
