"""The sending of events: signed, with growing patience, each to every address until that says 2xx.

`Guiche-Signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 under the address's secret over "<t>.<body>", as
Stripe's webhooks have it (docs.stripe.com/webhooks/signature). Whoever receives compares it with their own
and refuses an old t. Sent twice at worst, when this process dies before it has noted the first: the event's
id tells.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import requests
import structlog
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, transaction, utc_now
from control_plane.event_models import EventDelivery, EventEndpoint, OutgoingEvent
from control_plane.services import alarms
from control_plane.services.credentials import Vault
from control_plane.services.event_endpoints import secret_of, url_problem
from foundation.http import Timeout, http_session
from foundation.public_http import ForeignAddress, PublicAdapter

AT_ONCE = 50
"""To one address, in one go."""
GIVEN_UP_AFTER = timedelta(days=3)
_LONGEST_WAIT = timedelta(hours=6)
_ALARMING = 4
"""Attempts that failed: a quarter of an hour."""
_TIMEOUT: Timeout = (3.05, 10.0)
_UP_TO_SERVER = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """`problem` None: taken."""

    status: int | None = None
    problem: str | None = None

    @property
    def is_of_all(self) -> bool:
        """Whether the next event would meet the same: nobody is there, or the server is not itself."""
        return self.problem is not None and (self.status is None or self.status >= _UP_TO_SERVER)


def signature(secret: str, moment: int, body: bytes) -> str:
    """The header's value; `moment`: seconds since 1970."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _make_session(*, takes_private: bool) -> requests.Session:
    """Connects to public addresses only, unless private ones are allowed."""
    session = http_session(timeout=_TIMEOUT)
    if not takes_private:
        session.mount("https://", PublicAdapter())
    return session


class EventSending:
    """What waits, and its sending. Exactly one process does it: the clock."""

    def __init__(self, sessions: Sessions, vault: Vault, *, days: int, takes_private: bool) -> None:
        """`days`: how long an event is kept, told or not. `takes_private`: see `EventEndpoints`."""
        self._sessions = sessions
        self._vault = vault
        self._kept = timedelta(days=days)
        self._takes_private = takes_private

    def send_due(self, now: datetime) -> int:
        """How many were taken. An address where nobody is gets no second event in the same round."""
        with transaction(self._sessions) as session:
            endpoints = session.scalars(select(EventEndpoint.id).order_by(EventEndpoint.created_at)).all()
        return sum(self._send_to(endpoint_id, now) for endpoint_id in endpoints)

    def forget_old(self, now: datetime) -> None:
        """Takes away what is too old to be kept."""
        old = OutgoingEvent.created_at < now - self._kept
        with transaction(self._sessions) as session:
            ids = select(OutgoingEvent.id).where(old)
            session.execute(delete(EventDelivery).where(EventDelivery.event_id.in_(ids)))
            untold = ~exists().where(EventDelivery.event_id == OutgoingEvent.id)
            session.execute(delete(OutgoingEvent).where(old | untold))

    def _send_to(self, endpoint_id: str, now: datetime) -> int:
        waiting = (EventDelivery.endpoint_id == endpoint_id, EventDelivery.state == "waiting")
        query = select(EventDelivery.id).where(*waiting, EventDelivery.due_at <= now)
        with transaction(self._sessions) as session:
            due = session.scalars(query.order_by(EventDelivery.id).limit(AT_ONCE)).all()
        taken = 0
        for delivery_id in due:
            outcome = self._send(delivery_id)
            taken += outcome is not None and outcome.problem is None
            if outcome is not None and outcome.is_of_all:
                break
        return taken

    def _send(self, delivery_id: int) -> Outcome | None:
        with transaction(self._sessions) as session:
            row = session.get(EventDelivery, delivery_id)
            if row is None or row.state != "waiting":
                return None
            url, secret = row.endpoint.url, secret_of(self._vault, row.endpoint)
            event = row.event
        outcome = self._post(url, secret, event)
        with transaction(self._sessions) as session:
            row = session.get(EventDelivery, delivery_id)
            if row is not None:
                _note(session, row, outcome)
        return outcome

    def _post(self, url: str, secret: str, event: OutgoingEvent) -> Outcome:
        if url_problem(url, takes_private=self._takes_private):  # it was allowed when it was given
            return Outcome(problem="private_address")
        body, moment = event.body.encode(), int(utc_now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Guiche/1",
            "Guiche-Event": event.type,
            "Guiche-Signature": signature(secret, moment, body),
        }
        try:
            with (
                _make_session(takes_private=self._takes_private) as http,
                http.post(
                    url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True
                ) as answer,
            ):
                status = answer.status_code
        except ForeignAddress:
            return Outcome(problem="private_address")
        except requests.Timeout:
            return Outcome(problem="timeout")
        except requests.RequestException:
            return Outcome(problem="unreachable")
        return Outcome(
            status, None if requests.codes.ok <= status < requests.codes.multiple_choices else "status"
        )


def _note(session: Session, row: EventDelivery, outcome: Outcome) -> None:
    now = utc_now()
    row.attempts += 1
    row.status, row.problem = outcome.status, outcome.problem
    if outcome.problem is None:
        row.state, row.delivered_at = "delivered", now
        alarms.clear(session, "event_endpoint_failing", subject=row.endpoint_id)
        return
    log.warning("event not taken", id=row.event_id, endpoint=row.endpoint_id, problem=outcome.problem)
    row.due_at = now + min(timedelta(minutes=2 ** (row.attempts - 1)), _LONGEST_WAIT)
    if now - row.asked_at > GIVEN_UP_AFTER:
        row.state = "given_up"
    if row.attempts >= _ALARMING:
        details = {"problem": str(outcome.status or outcome.problem)}
        alarms.raise_(session, "event_endpoint_failing", subject=row.endpoint_id, details=details)
