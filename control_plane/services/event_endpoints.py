"""The addresses that events are sent to, and what became of each event."""

import secrets
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.event_models import EventDelivery, EventEndpoint
from control_plane.services import alarms
from control_plane.services.audit import record
from control_plane.services.credentials import Vault
from control_plane.services.events_out import PING, TYPES, UNDELIVERED, emit_to
from foundation.public_http import is_public

LONGEST_URL = 500
MOST = 10
SECRET_BEGINS = "whsec_"  # noqa: S105 - what every secret begins with
_SEAL_VERSION = 1


class EventEndpoints:
    def __init__(self, sessions: Sessions, vault: Vault, *, takes_private: bool) -> None:
        """`takes_private`: addresses of private networks, over plain HTTP too, are allowed."""
        self._sessions = sessions
        self._vault = vault
        self._takes_private = takes_private

    def list_all(self) -> list[dict[str, Any]]:
        """Oldest first, without their secrets."""
        with reading(self._sessions) as session:
            rows = session.scalars(select(EventEndpoint).order_by(EventEndpoint.created_at))
            return [present_endpoint(row) for row in rows]

    def create(self, url: str, types: Sequence[str], actor: Actor) -> tuple[str, dict[str, Any]]:
        """(secret, the row); the secret is told this once. `types` empty: all.

        Raises InvalidInput, Conflict.
        """
        url, secret = url.strip(), SECRET_BEGINS + secrets.token_urlsafe(32)
        problem = url_problem(url, takes_private=self._takes_private)
        problems = {"url": problem} if problem else {}
        if unknown := sorted(set(types) - set(TYPES)):
            problems["types"] = f"There is no event “{unknown[0]}”."
        if problems:
            raise InvalidInput("invalid_endpoint", " ".join(problems.values()), fields=problems)
        with transaction(self._sessions) as session:
            if len(session.scalars(select(EventEndpoint.id)).all()) >= MOST:
                raise Conflict(
                    "too_many_endpoints", "There are as many addresses as may be: remove one first."
                )
            row = EventEndpoint(
                id=str(uuid4()), url=url, types=[each for each in TYPES if each in set(types)]
            )
            row.sealed = self._vault.seal(_OWNER, row.id, _SEAL_VERSION, secret)
            session.add(row)
            record(
                session, actor, "event_endpoint_created", endpoint=row.id, host=_host(url), types=row.types
            )
            session.flush()
            return secret, present_endpoint(row)

    def remove(self, endpoint_id: str, actor: Actor) -> None:
        """What still waited for it is not sent any more. Raises NotFound."""
        with transaction(self._sessions) as session:
            row = _find(session, endpoint_id)
            session.execute(delete(EventDelivery).where(EventDelivery.endpoint_id == row.id))
            session.delete(row)
            alarms.clear(session, UNDELIVERED, subject=row.id)
            record(session, actor, "event_endpoint_removed", endpoint=row.id, host=_host(row.url))

    def ping(self, endpoint_id: str, actor: Actor) -> None:
        """Sends it an event that says nothing. Raises NotFound."""
        with transaction(self._sessions) as session:
            emit_to(session, [_find(session, endpoint_id)], PING, None, {})
            record(session, actor, "event_endpoint_pinged", endpoint=endpoint_id)

    def deliveries(
        self,
        *,
        endpoint: str | None = None,
        state: str | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> list[dict[str, Any]]:
        """Newest first; `before`: the id of the last one of the page before."""
        query = select(EventDelivery).order_by(EventDelivery.id.desc()).limit(limit)
        if endpoint is not None:
            query = query.where(EventDelivery.endpoint_id == endpoint)
        if state is not None:
            query = query.where(EventDelivery.state == state)
        if before is not None:
            query = query.where(EventDelivery.id < before)
        with reading(self._sessions) as session:
            return [present_delivery(row) for row in session.scalars(query)]

    def redeliver(self, delivery_id: int, actor: Actor) -> dict[str, Any]:
        """Sends it again, soon, whatever became of it; the same event. Raises NotFound."""
        with transaction(self._sessions) as session:
            row = session.get(EventDelivery, delivery_id)
            if row is None:
                raise NotFound(
                    "delivery_not_found", "There is no such delivery: it may be too old to be kept."
                )
            row.state, row.attempts, row.asked_at = "waiting", 0, utc_now()
            row.due_at, row.problem, row.delivered_at = row.asked_at, None, None
            record(session, actor, "event_redelivered", event=row.event_id, endpoint=row.endpoint_id)
            return present_delivery(row)


_OWNER = "events out"


def secret_of(vault: Vault, endpoint: EventEndpoint) -> str:
    """What signs its events."""
    return vault.unseal(_OWNER, endpoint.id, _SEAL_VERSION, endpoint.sealed)


def reseal(vault: Vault, endpoint: EventEndpoint) -> None:
    """Under the newest platform key."""
    endpoint.sealed = vault.seal(_OWNER, endpoint.id, _SEAL_VERSION, secret_of(vault, endpoint))


def url_problem(url: str, *, takes_private: bool) -> str | None:
    """Why events cannot be sent there, or None. Where a name leads is looked at when it is connected to."""
    bad = "Write the address with https://, such as https://billing.example.com/guiche."
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return bad
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return bad
    if len(url) > LONGEST_URL:
        return f"Make it shorter: at most {LONGEST_URL} characters."
    schemes = ("https", "http") if takes_private else ("https",)
    if parts.scheme not in schemes or not host or "@" in parts.netloc or parts.fragment:
        return bad
    is_refused = not takes_private and ("." not in host or host.endswith(".localhost") or _is_private(host))
    return "That is an address of a private network: events go to public ones." if is_refused else None


def _is_private(host: str) -> bool:
    """Whether it is such an address, in any notation that connecting understands: 0x7f.1 is 127.0.0.1."""
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:  # no address of IPv4
        pass
    try:
        return not is_public(host)
    except ValueError:
        return False


def _find(session: Session, endpoint_id: str) -> EventEndpoint:
    row = session.get(EventEndpoint, endpoint_id)
    if row is None:
        raise NotFound("endpoint_not_found", "There is no such address.")
    return row


def _host(url: str) -> str:
    """The rest of an address may be a secret of its own."""
    return urlsplit(url).hostname or ""


def present_endpoint(row: EventEndpoint) -> dict[str, Any]:
    return {"id": row.id, "url": row.url, "types": row.types, "created_at": row.created_at.isoformat()}


def present_delivery(row: EventDelivery) -> dict[str, Any]:
    return {
        "id": row.id,
        "event": row.event_id,
        "type": row.event.type,
        "endpoint": row.endpoint_id,
        "host": _host(row.endpoint.url),
        "state": row.state,
        "attempts": row.attempts,
        "status": row.status,
        "problem": row.problem,
        "created_at": row.event.created_at.isoformat(),
        "due_at": row.due_at.isoformat() if row.state == "waiting" else None,
        "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
    }
