"""Whose an entry of the shared app callback is, and the rows that it becomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.models import Tenant
from control_plane.operations.lifecycles import GONE
from control_plane.services.disconnections import note_events
from control_plane.webhook_models import AppWebhook
from control_plane.whatsapp.account_events import events_of
from control_plane.whatsapp.envelope import (
    Json,
    account_of,
    changes_of,
    entries_of,
    fields_of,
    number_of,
    share_of,
    written,
)

WAITING, DELIVERED, UNKNOWN, DEAD = STATES = ("waiting", "delivered", "unknown", "dead")


@dataclass(frozen=True)
class Owner:
    """A tenant with a number in the account."""

    tenant_id: str
    phone_number_id: str


def place(session: Session, entry: Json, now: datetime, *, is_news: bool = True) -> None:
    """Stores each tenant's share of the entry, and what is nobody's; a repeat changes nothing.

    `is_news`: what it says of an account's connection is so now.
    """
    owners = _owners(session, account_of(entry))
    for owner in owners:
        share = share_of(entry, [owner.phone_number_id], with_account=True)
        if _add(session, share, owner.tenant_id, now) and is_news:
            note_events(session, owner.tenant_id, events_of(entry))
    _add(session, _nobodys(entry, owners), None, now)


def adopt(session: Session, now: datetime) -> int:
    """What came for an account before its tenant did: routed now. Returns how many rows found somebody."""
    accounts = session.scalars(select(AppWebhook.waba_id).where(AppWebhook.state == UNKNOWN).distinct()).all()
    known = [waba_id for waba_id in accounts if _owners(session, waba_id)]
    query = select(AppWebhook).where(AppWebhook.state == UNKNOWN, AppWebhook.waba_id.in_(known))
    rows = session.scalars(query.order_by(AppWebhook.id)).all() if known else []
    for row in rows:
        entry = entries_of(b'{"entry":[' + (row.entry or b"{}") + b"]}")[0]
        session.execute(delete(AppWebhook).where(AppWebhook.id == row.id))
        place(session, entry, now, is_news=False)
    return len(rows)


def _owners(session: Session, waba_id: str) -> list[Owner]:
    if not waba_id:
        return []
    has_account = Tenant.configuration["whatsapp"]["waba_id"].as_string() == waba_id
    living = select(Tenant).where(Tenant.lifecycle.not_in(GONE), has_account).order_by(Tenant.slug)
    return [
        Owner(tenant.id, str(tenant.configuration["whatsapp"].get("phone_number_id", "")))
        for tenant in session.scalars(living)
    ]


def _nobodys(entry: Json, owners: Iterable[Owner]) -> Json | None:
    """The rest: all of an account nobody has, and changes about numbers that are no tenant's."""
    numbers = {owner.phone_number_id for owner in owners}
    if not numbers:
        return entry
    strange = {number for change in changes_of(entry) if (number := number_of(change))} - numbers
    return share_of(entry, strange, with_account=False)


def _add(session: Session, entry: Json | None, tenant_id: str | None, now: datetime) -> bool:
    """Whether there was anything, and it was not there before."""
    if entry is None:
        return False
    content = written(entry)
    digest = sha256((tenant_id or "").encode() + b"\n" + content).hexdigest()
    if session.scalar(select(AppWebhook.id).where(AppWebhook.digest == digest)) is not None:
        return False
    row = AppWebhook(
        digest=digest,
        waba_id=account_of(entry),
        tenant_id=tenant_id,
        fields=fields_of(entry),
        event=next(iter(events_of(entry)), ""),
        entry=content,
        state=WAITING if tenant_id else UNKNOWN,
        received_at=now,
        next_at=now,
    )
    session.add(row)
    session.flush()
    return True
