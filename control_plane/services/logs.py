"""The logs of tenants' services, live: the panel asks for them in the database, the runner brings them there.

Kept are the last lines of what somebody reads at that moment, without any of the tenant's secrets, and only
as long as somebody does.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import NotFound, TooMany
from control_plane.models import Tenant
from control_plane.observation_models import LogTail
from control_plane.services.tenants import find_tenant

SERVICES = ("web", "worker", "mysql", "redis")
KEPT_LINES = 400
LONGEST_LINE = 2000
"""Characters."""
MOST_TAILS = 20
"""Read by everybody together: each is a question to the engine every second."""
_WANTED = timedelta(seconds=30)
_RENEWED = timedelta(seconds=10)
_LONGEST_WATCH = timedelta(minutes=15)
"""Then a browser asks anew by itself, and is recognised anew."""
_HEARTBEAT_SECONDS = 15
_POLL_SECONDS = 1.0


class Logs:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ask(self, slug: str, service: str) -> tuple[list[str], int]:
        """Makes the runner bring the service's log for a while; what there is of it now, and its count.

        Raises NotFound, TooMany.
        """
        if service not in SERVICES:
            raise NotFound("service_not_found", f"A tenant has the services {', '.join(SERVICES)}.")
        now = utc_now()
        with transaction(self._sessions) as session:
            tenant = find_tenant(session, slug)
            tail = session.get(LogTail, (tenant.id, service))
            if tail is None:
                _refuse_too_many(session)
                tail = LogTail(tenant_id=tenant.id, service=service, lines=[], count=0, last_at="")
                session.add(tail)
            tail.wanted_until = now + _WANTED
            return list(tail.lines), tail.count

    def watch(
        self, slug: str, service: str, *, wait: Callable[[float], None] = time.sleep
    ) -> Iterator[list[str] | None]:
        """New lines as they come, some at once; None every 15 s without any. Raises NotFound, TooMany."""
        began = asked = spoke = utc_now()
        lines, seen = self.ask(slug, service)
        yield lines
        while utc_now() - began < _LONGEST_WATCH:
            wait(_POLL_SECONDS)
            now = utc_now()
            if now - asked > _RENEWED:
                self.ask(slug, service)
                asked = now
            lines, seen = self._after(slug, service, seen)
            if lines or (now - spoke).total_seconds() > _HEARTBEAT_SECONDS:
                yield lines or None
                spoke = now

    def _after(self, slug: str, service: str, seen: int) -> tuple[list[str], int]:
        query = (
            select(LogTail.lines, LogTail.count.label("total"))
            .join(Tenant, Tenant.id == LogTail.tenant_id)
            .where(Tenant.slug == slug, LogTail.service == service)
        )
        with reading(self._sessions) as session:
            row = session.execute(query).first()
        if row is None:
            return [], 0
        new = row.total - seen if row.total >= seen else len(row.lines)  # fewer: the row was made anew
        return (row.lines[-new:] if new else []), row.total


class LogTails:
    """The runner's side: what is wanted, and where it goes."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def wanted(self) -> list[dict[str, Any]]:
        """[{tenant_id, slug, service, last_at}] of those that somebody reads now; others' lines go."""
        now = utc_now()
        columns = (LogTail.tenant_id, Tenant.slug, LogTail.service, LogTail.last_at)
        query = select(*columns).join(Tenant, Tenant.id == LogTail.tenant_id)
        with reading(self._sessions) as session:
            found = session.execute(query.where(LogTail.wanted_until >= now)).mappings().all()
            has_old = session.scalars(
                select(LogTail.service).where(LogTail.wanted_until < now).limit(1)
            ).first()
        if has_old:
            with transaction(self._sessions) as session:
                session.execute(delete(LogTail).where(LogTail.wanted_until < now))
        return [dict(row) for row in found]

    def append(self, tenant_id: str, service: str, lines: list[str], last_at: str) -> None:
        """Adds masked lines; the oldest go. Nothing where nobody reads any more."""
        cut = [line[:LONGEST_LINE] for line in lines]
        with transaction(self._sessions) as session:
            tail = session.get(LogTail, (tenant_id, service))
            if tail is None:
                return
            mine = update(LogTail).where(LogTail.tenant_id == tenant_id, LogTail.service == service)
            session.execute(
                mine.values(
                    lines=[*tail.lines, *cut][-KEPT_LINES:],
                    count=tail.count + len(cut),
                    last_at=last_at,
                    read_at=utc_now(),
                )
            )


def _refuse_too_many(session: Session) -> None:
    wanted = session.scalars(select(LogTail.service).where(LogTail.wanted_until >= utc_now())).all()
    if len(wanted) >= MOST_TAILS:
        raise TooMany(
            "too_many_logs",
            "Too many logs are being read at once: close one, or wait a minute.",
            retry_after=60,
        )
