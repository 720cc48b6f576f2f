"""What the client's admins are told when their help desk is closed, and before what is kept of it goes.

LGPD, art. 18 and art. 9: whoever the data belongs to must be able to have it back while there is any.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, transaction
from control_plane.models import Tenant
from control_plane.operations.lifecycles import KEPT
from control_plane.operations.words import read_words, say
from control_plane.services.mails import Letter, Mails, put

REMINDERS = (7, 1)
"""Days before the purge."""
_TOLD = ("suspended", *KEPT)
_WORDS = read_words(Path(__file__).with_name("lifecycle_mail.json"))
_DATES = {"en": "%Y-%m-%d"}


class LifecycleLetters:
    """A question to the database, not a memory of ticks: each is written down once, whenever it is asked."""

    def __init__(self, sessions: Sessions, mails: Mails) -> None:
        self._sessions = sessions
        self._mails = mails

    def write_due(self, now: datetime) -> int:
        """How many e-mails are new. None while the platform has no mail server."""
        if not self._mails.are_sent:
            return 0
        with transaction(self._sessions) as session:
            tenants = session.scalars(select(Tenant).where(Tenant.lifecycle.in_(_TOLD)))
            return sum(_write(session, tenant, kind) for tenant in tenants for kind in _due(tenant, now))


def _due(tenant: Tenant, now: datetime) -> list[str]:
    kinds = [tenant.lifecycle]
    if tenant.purge_at is not None and tenant.purge_at <= now:
        return []  # it goes right away: no letter may promise a way back any more
    if tenant.purge_at is not None:
        left = tenant.purge_at - now
        kept = tenant.purge_at - (tenant.closed_at or tenant.purge_at)
        # of several that are late only the last; none where all of the time is as short as the notice
        late = [days for days in REMINDERS if timedelta() < left <= timedelta(days=days) < kept]
        kinds += [f"reminder-{min(late)}"] if late else []
    return kinds


def _write(session: Session, tenant: Tenant, kind: str) -> int:
    since = tenant.purge_at or tenant.closed_at
    written = 0
    for user in tenant.configuration["users"]:
        if user["role"] == "admin":
            key = f"lifecycle:{tenant.id}:{kind}:{since:%Y%m%d%H%M%S}:{user['email']}"[:128]
            written += put(session, key, _letter(tenant, kind, user), tenant.id)
    return written


def _letter(tenant: Tenant, kind: str, user: dict[str, str]) -> Letter:
    language = str(tenant.configuration["locale"])
    words = _WORDS["reminder" if kind.startswith("reminder") else kind]
    zone = ZoneInfo(tenant.configuration["timezone"])
    purge_at = tenant.purge_at.astimezone(zone) if tenant.purge_at else None
    values = {
        "name": tenant.name,
        "person": user["name"],
        "date": purge_at.strftime(_DATES.get(language, "%d/%m/%Y")) if purge_at else "",
    }
    subject = " ".join(say(words["subject"], language, values).split())
    return Letter(user["email"], subject[:200], say(words["body"], language, values))
