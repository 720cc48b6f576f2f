"""Guessing is slowed by what the audit trail holds of the last minutes.

Wrong passwords count for one e-mail from one address: whoever guesses from elsewhere locks nobody out. Wrong
codes of a second factor count for their operator.
"""

from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from control_plane.database import utc_now
from control_plane.errors import TooMany
from control_plane.models import AuditEntry

WRONG_PASSWORD = "login_failed"  # noqa: S105 - the name of an action
PASSWORD_REFUSED = "password_refused"  # noqa: S105
"""Of somebody who is signed in, where they are asked for it again."""
WRONG_CODE = "code_failed"
WINDOW = timedelta(minutes=15)
_PER_EMAIL = 5
_PER_ADDRESS = 20  # higher: an office shares one
_CODES = 5


def refuse_guessing(session: Session, email: str, remote_address: str | None) -> None:
    """Raises TooMany after too many wrong passwords from this address."""
    failures = _entries(WRONG_PASSWORD, PASSWORD_REFUSED).where(AuditEntry.remote_address == remote_address)
    of_address = session.scalar(failures) or 0
    of_email = session.scalar(failures.where(AuditEntry.actor == email[:254])) or 0
    if of_email >= _PER_EMAIL or of_address >= _PER_ADDRESS:
        raise TooMany(
            "too_many_logins",
            "Too many wrong passwords from this address: wait 15 minutes and try again.",
            retry_after=int(WINDOW.total_seconds()),
        )


def refuse_guessing_codes(session: Session, email: str) -> None:
    """Raises TooMany after too many wrong codes, wherever they came from: whoever gets this far knows the
    password, so nobody else can keep an operator out.
    """
    if (session.scalar(_entries(WRONG_CODE).where(AuditEntry.actor == email)) or 0) >= _CODES:
        raise TooMany(
            "too_many_codes",
            "Too many wrong codes: wait 15 minutes and try again.",
            retry_after=int(WINDOW.total_seconds()),
        )


def _entries(*actions: str) -> Select[int]:
    return select(func.count()).where(AuditEntry.action.in_(actions), AuditEntry.at > utc_now() - WINDOW)
