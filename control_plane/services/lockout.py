"""Guessing is slowed by what the audit trail holds of the last minutes.

Wrong passwords count for one e-mail from one address, of IPv6 one customer's network: whoever guesses from
elsewhere locks nobody out. Wrong codes of a second factor count for their operator.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from control_plane.database import utc_now
from control_plane.errors import TooMany
from control_plane.models import AuditEntry
from control_plane.services.audit import pseudonym
from foundation.networks import network_of

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
    names = email, pseudonym(session, email)
    actors = _refused_from(session, remote_address or "")
    of_email = sum(actor in names for actor in actors)
    if of_email >= _PER_EMAIL or len(actors) >= _PER_ADDRESS:
        raise TooMany(
            "too_many_logins",
            "Too many wrong passwords from this address: wait 15 minutes and try again.",
            retry_after=int(WINDOW.total_seconds()),
        )


def refuse_guessing_codes(session: Session, email: str) -> None:
    """Raises TooMany after too many wrong codes, wherever they came from: whoever gets this far knows the
    password, so nobody else can keep an operator out.
    """
    wrong = select(func.count()).where(*_lately(WRONG_CODE), AuditEntry.actor == email)
    if (session.scalar(wrong) or 0) >= _CODES:
        raise TooMany(
            "too_many_codes",
            "Too many wrong codes: wait 15 minutes and try again.",
            retry_after=int(WINDOW.total_seconds()),
        )


def _refused_from(session: Session, address: str) -> list[str]:
    """Who gave a wrong password from this address, or its IPv6 network, by their names in the trail."""
    other = AuditEntry.remote_address
    is_alike = other.contains(":") if ":" in address else other == (address or None)
    rows = session.execute(
        select(AuditEntry.actor, other).where(*_lately(WRONG_PASSWORD, PASSWORD_REFUSED), is_alike)
    )
    network = network_of(address)
    return [actor for actor, found in rows if network_of(found or "") == network]


def _lately(*actions: str) -> tuple[ColumnElement[bool], ...]:
    return AuditEntry.action.in_(actions), AuditEntry.at > utc_now() - WINDOW
