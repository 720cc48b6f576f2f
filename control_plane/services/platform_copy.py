"""The copy of the platform's own database off site: when it is due, what became of it, what opens it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.models import Backup, PlatformFact
from control_plane.services import alarms
from control_plane.services.offsite import LATE
from foundation.sealing import derived_key

FACT = "platform_copy"
_EVERY = timedelta(hours=24)
_LEAST = timedelta(hours=1)
"""Between two tries, and after tenants' backups were copied: without their rows nobody finds them."""
_PURPOSE = b"guiche platform copy 1"


def platform_passwords(platform_key: str) -> list[str]:
    """What the repository opens by, one for each platform key there is, the newest first.

    Whoever has the key and the address can bring it back: `python3 -m backups fetch-platform` makes the same.
    """
    return [derived_key(bytes.fromhex(line), _PURPOSE).hex() for line in platform_key.split()]


def is_due(session: Session, now: datetime) -> bool:
    """Once a day, and soon after backups of tenants were copied; after a failure once an hour."""
    fact = session.get(PlatformFact, FACT)
    if fact is None:
        return True
    if now - fact.seen_at < _LEAST:
        return False
    made = _moment(fact.value, "made_at")
    if made is None or fact.value["error"] or now - made >= _EVERY:
        return True
    newest = session.scalar(select(func.max(Backup.offsite_at)))
    return newest is not None and newest > made


def note_made(session: Session, now: datetime, told: dict[str, Any]) -> None:
    """It was stored, and read back."""
    kept = {name: told[name] for name in ("bytes", "checked", "retention")}
    value = {**kept, "made_at": now.isoformat(), "since": now.isoformat(), "error": None}
    session.merge(PlatformFact(name=FACT, value=value, seen_at=now))
    alarms.clear(session, "platform_copy_overdue")


def note_failed(session: Session, now: datetime, code: str, message: str) -> None:
    """It was not: the copy before it is still there. For too long, and it is an alarm."""
    fact = session.get(PlatformFact, FACT)
    never = dict.fromkeys(("bytes", "checked", "retention", "made_at"))
    before = fact.value if fact else {**never, "since": now.isoformat()}
    value = {**before, "error": {"code": code, "message": message}}
    session.merge(PlatformFact(name=FACT, value=value, seen_at=now))
    late = now - datetime.fromisoformat(value["since"])
    if late >= LATE:
        hours = int(late.total_seconds() // 3600)
        alarms.raise_(session, "platform_copy_overdue", details={"hours": hours, "error": message})


def _moment(value: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(value[name]) if value.get(name) else None
