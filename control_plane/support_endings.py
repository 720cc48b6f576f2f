"""Ends accesses of support that are to end before their time: a thread of the runner's process asks each help
desk, signed and through the edge, until it has, or the access is over by itself.
"""

import json
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog
from requests import Response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from control_plane.actor import Actor
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError
from control_plane.models import SupportAccess, Tenant
from control_plane.services.audit import record
from control_plane.services.credentials import Vault
from control_plane.services.support import REFUSED, TOO_OLD, UNREACHABLE
from control_plane.settings import Settings
from control_plane.tenant_calls import TenantCalls
from foundation.platform_calls import Call
from foundation.support_tickets import SECONDS

PERIOD_SECONDS = 3.0
PATH = "/api/v1/platform/support-accesses"
_UNUSED = "support_access_not_found"
_TICKET_IS_DEAD = timedelta(seconds=SECONDS + 10)
"""After it was made; a little more, as clocks differ."""

log = structlog.get_logger(__name__)


class SupportEndings:
    """One per platform."""

    def __init__(self, settings: Settings, sessions: Sessions, http: TenantHttp) -> None:
        self._sessions = sessions
        self._calls = TenantCalls(settings, http)
        self._vault = Vault(settings.platform_key)
        self._stop = Event()

    def start(self) -> None:
        """Works until `stop`."""
        Thread(target=self._loop, name="support endings", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def end_asked(self, now: datetime) -> int:
        """Asks once for each that is to end; how many have."""
        query = select(SupportAccess.id).where(
            SupportAccess.ended_at.is_(None),
            SupportAccess.end_asked_at.is_not(None),
            SupportAccess.until > now,
        )
        with transaction(self._sessions) as session:
            waiting = session.scalars(query.order_by(SupportAccess.end_asked_at)).all()
        return sum(self._end(access_id, now) for access_id in waiting if not self._stop.is_set())

    def _end(self, access_id: str, now: datetime) -> bool:
        with transaction(self._sessions) as session:
            row = session.get_one(SupportAccess, access_id)
            tenant = session.get_one(Tenant, row.tenant_id)
            key = self._vault.find(session, tenant.id, "session_key") or ""
        body = json.dumps({"operator": row.end_asked_by}).encode()
        try:
            answer = self._calls.send(tenant, key, Call("POST", f"{PATH}/{access_id}/end", body))
            ended_at, problem = _read(answer, row, now)
        except ControlPlaneError:
            ended_at, problem = None, UNREACHABLE
        except (ValueError, KeyError, TypeError):
            ended_at, problem = None, REFUSED
        self._keep(access_id, ended_at, problem)
        return ended_at is not None

    def _keep(self, access_id: str, ended_at: datetime | None, problem: str | None) -> None:
        with transaction(self._sessions) as session:
            row = session.get_one(SupportAccess, access_id)
            if row.end_problem != problem:
                log.info("support access not ended yet", access=access_id, why=problem)
            row.ended_at, row.end_problem = ended_at, problem
            if ended_at is not None:
                actor = Actor(row.end_asked_by or row.operator)
                about = {"reason": row.reason, "operator": row.operator}
                record(session, actor, "support_ended", row.tenant_id, **about)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.end_asked(utc_now())
            except SQLAlchemyError:
                log.exception("ending support accesses failed; trying again")
            self._stop.wait(PERIOD_SECONDS)


def _read(answer: Response, row: SupportAccess, now: datetime) -> tuple[datetime | None, str | None]:
    """When it ended, or why it has not. Raises ValueError, KeyError, TypeError for what is no such answer."""
    if answer.status_code == 200:
        return datetime.fromisoformat(answer.json()["ended_at"]), None
    if answer.status_code == 404:
        if answer.json()["error"]["code"] != _UNUSED:
            return None, TOO_OLD
        # nobody has come in by the link: once it is dead nobody can
        return (now if now - row.created_at > _TICKET_IS_DEAD else None), None
    return None, UNREACHABLE if answer.status_code >= 500 else REFUSED
