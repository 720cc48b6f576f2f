"""Signed bodies: stored once before the 200, then worked through; what cannot be stays visible."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.whatsapp.models import WebhookDelivery

PENDING, DONE, MALFORMED, DEAD, DISMISSED = "pending", "done", "malformed", "dead", "dismissed"
STATES = (PENDING, DONE, MALFORMED, DEAD, DISMISSED)
LEFT_OVER = (MALFORMED, DEAD)
"""What an admin is told of, until it is processed after all or put aside."""

LEASE = timedelta(seconds=90)
"""Longer than the job timeout: a delivery whose lease has passed has nobody working on it."""
MAX_ATTEMPTS = 5
"""A body that took its worker down this often is left alone, visibly."""
ERROR_LIMIT = 500
LEASED_BYTES = 1024 * 1024
"""Of bodies taken at once; a single one may be larger."""


@dataclass(frozen=True)
class Leased:
    id: int
    body: bytes
    received_at: datetime


def store(sessions: Sessions, body: bytes) -> int | None:
    """Commits `body`; its id, or None if the same bytes are already stored."""
    try:
        with transaction(sessions) as session:
            delivery = WebhookDelivery(digest=sha256(body).hexdigest(), body=body)
            session.add(delivery)
            session.flush()
            return delivery.id
    except IntegrityError:
        return None


def lease(session: Session, delivery_id: int) -> Leased | None:
    """Takes a pending delivery for this worker; None if it is done, dead, or in other hands."""
    now = utc_now()
    taken = session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.id == delivery_id,
            WebhookDelivery.state == PENDING,
            or_(WebhookDelivery.lease_until.is_(None), WebhookDelivery.lease_until < now),
        )
        .values(lease_until=now + LEASE, attempts=WebhookDelivery.attempts + 1)
    )
    if cast(CursorResult[object], taken).rowcount != 1:
        return None
    delivery = session.get_one(WebhookDelivery, delivery_id)
    if delivery.attempts > MAX_ATTEMPTS:
        finish(session, delivery_id, DEAD, f"given up after {MAX_ATTEMPTS} attempts")
        return None
    return Leased(delivery.id, delivery.body, delivery.received_at)


def lease_waiting(session: Session, limit: int) -> list[Leased]:
    """Takes the oldest pending deliveries that nobody has, for this worker.

    One that its worker did not live to finish is taken alone: should it be its fault, no other pays for it.
    """
    waiting = session.execute(
        select(WebhookDelivery.id, WebhookDelivery.attempts, func.octet_length(WebhookDelivery.body))
        .where(WebhookDelivery.state == PENDING, WebhookDelivery.lease_until.is_(None))
        .order_by(WebhookDelivery.id)
        .limit(limit)
    )
    ids: list[int] = []
    size = 0
    for delivery_id, attempts, length in waiting:
        size += length
        if ids and (attempts or size > LEASED_BYTES):
            break
        ids.append(delivery_id)
        if attempts:
            break
    if len(ids) < 2:
        taken = lease(session, ids[0]) if ids else None
        return [taken] if taken else []
    mine = WebhookDelivery.id.in_(ids)
    rows = session.execute(
        select(WebhookDelivery.id, WebhookDelivery.body, WebhookDelivery.received_at)
        .where(mine, WebhookDelivery.state == PENDING, WebhookDelivery.lease_until.is_(None))
        .order_by(WebhookDelivery.id)
        .with_for_update()
    ).all()
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_([row.id for row in rows]))
        .values(lease_until=utc_now() + LEASE, attempts=WebhookDelivery.attempts + 1)
    )
    return [Leased(*row) for row in rows]


def let_go(session: Session, delivery_ids: list[int]) -> None:
    """Gives back what the database's own trouble kept from being done: no attempt was made."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(delivery_ids), WebhookDelivery.state == PENDING)
        .values(lease_until=None, attempts=WebhookDelivery.attempts - 1)
    )


def release_all(session: Session) -> None:
    """Gives up every lease: the one process that takes them has just begun, so nobody holds any."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.state == PENDING, WebhookDelivery.lease_until.is_not(None))
        .values(lease_until=None)
    )


def release_expired(session: Session) -> None:
    """Gives up leases that have passed, and those of a clock that was ahead: none lasts longer than LEASE."""
    now = utc_now()
    session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.state == PENDING,
            or_(WebhookDelivery.lease_until < now, WebhookDelivery.lease_until > now + LEASE),
        )
        .values(lease_until=None)
    )


def finish(session: Session, delivery_id: int, state: str, notes: str = "") -> None:
    """Records how it ended; `notes` is for an admin to read."""
    finish_all(session, [delivery_id], state, notes)


def finish_all(session: Session, delivery_ids: list[int], state: str, notes: str = "") -> None:
    """Records how they all ended."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(delivery_ids))
        .values(state=state, lease_until=None, processed_at=utc_now(), last_error=notes[:ERROR_LIMIT] or None)
    )


def retry(session: Session, delivery_id: int) -> None:
    """Pending again, with all its attempts; what an earlier one did make of it is not made twice.

    Raises NotFound, Conflict `delivery_changed`.
    """
    _move(session, delivery_id, (*LEFT_OVER, DISMISSED), PENDING, attempts=0)


def dismiss(session: Session, delivery_id: int) -> None:
    """Seen and put aside; the body stays. Raises NotFound, Conflict `delivery_changed`."""
    _move(session, delivery_id, LEFT_OVER, DISMISSED)


def _move(
    session: Session, delivery_id: int, from_states: tuple[str, ...], state: str, **changes: int
) -> None:
    moved = session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.state.in_(from_states))
        .values(state=state, lease_until=None, **changes)
    )
    if cast(CursorResult[object], moved).rowcount == 1:
        return
    found = session.scalar(select(WebhookDelivery.state).where(WebhookDelivery.id == delivery_id))
    if found is None:
        raise NotFound("delivery_not_found", "Esta entrega não existe.")
    raise Conflict("delivery_changed", "Esta entrega acabou de mudar.", state=found)


def count_left_over(session: Session) -> dict[str, int]:
    """How many there are in each state of LEFT_OVER."""
    counted = session.execute(
        select(WebhookDelivery.state, func.count())
        .where(WebhookDelivery.state.in_(LEFT_OVER))
        .group_by(WebhookDelivery.state)
    )
    return {**dict.fromkeys(LEFT_OVER, 0), **{state: number for state, number in counted}}


def is_due(session: Session) -> bool:
    """Whether a pending delivery that nobody works on is some seconds old: its job did not come."""
    now = utc_now()
    found = session.scalar(
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.state == PENDING,
            WebhookDelivery.lease_until.is_(None),
            WebhookDelivery.received_at < now - timedelta(seconds=5),
        )
        .limit(1)
    )
    return found is not None
