"""Signed bodies: stored once before the 200, then worked through; what cannot be stays visible."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.database import Sessions, transaction, utc_now
from appliance.whatsapp.models import WebhookDelivery

PENDING, DONE, MALFORMED, DEAD = "pending", "done", "malformed", "dead"
STATES = (PENDING, DONE, MALFORMED, DEAD)

LEASE = timedelta(seconds=90)
"""Longer than the job timeout: a delivery whose lease has passed has nobody working on it."""
MAX_ATTEMPTS = 5
"""A body that took its worker down this often is left alone, visibly."""
ERROR_LIMIT = 500


@dataclass(frozen=True)
class Leased:
    id: int
    body: bytes


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
    return Leased(delivery.id, delivery.body)


def release_all(session: Session) -> None:
    """Gives up every lease: the one process that takes them has just begun, so nobody holds any."""
    session.execute(update(WebhookDelivery).where(WebhookDelivery.state == PENDING).values(lease_until=None))


def finish(session: Session, delivery_id: int, state: str, notes: str = "") -> None:
    """Records how it ended; `notes` is for an admin to read."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id)
        .values(state=state, lease_until=None, processed_at=utc_now(), last_error=notes[:ERROR_LIMIT] or None)
    )


def due(session: Session, limit: int = 200) -> list[int]:
    """Ids of pending deliveries nobody works on: new for some seconds already, or their lease has passed."""
    now = utc_now()
    return list(
        session.scalars(
            select(WebhookDelivery.id)
            .where(
                WebhookDelivery.state == PENDING,
                or_(
                    WebhookDelivery.lease_until < now,
                    WebhookDelivery.lease_until.is_(None)
                    & (WebhookDelivery.received_at < now - timedelta(seconds=5)),
                ),
            )
            .order_by(WebhookDelivery.id)
            .limit(limit)
        )
    )
