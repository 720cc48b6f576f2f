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
from control_plane.whatsapp.closed_numbers import CLOSED_NUMBER, closed_number
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
    rest, closed = _without_closed(session, _nobodys(entry, owners))
    _add(session, rest, None, now)
    if closed is not None:
        _note_closed(session, closed, now)


def adopt(session: Session, now: datetime) -> int:
    """What came for an account before its tenant did: routed now. Returns how many rows found somebody."""
    waits = AppWebhook.state == UNKNOWN, AppWebhook.entry.is_not(None)
    accounts = session.scalars(select(AppWebhook.waba_id).where(*waits).distinct()).all()
    known = [waba_id for waba_id in accounts if _owners(session, waba_id)]
    query = select(AppWebhook).where(*waits, AppWebhook.waba_id.in_(known))
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


def _without_closed(session: Session, entry: Json | None) -> tuple[Json | None, Json | None]:
    """What is of numbers whose client was deleted for good apart: its customers' words are no longer ours to
    keep (LGPD, art. 16)."""
    changes = changes_of(entry) if entry is not None else []
    digests = {number: closed_number(number) for change in changes if (number := number_of(change))}
    if entry is None or not digests:
        return entry, None
    mark = Tenant.configuration[CLOSED_NUMBER].as_string()
    gone = set(session.scalars(select(mark).where(Tenant.lifecycle.in_(GONE), mark.in_(digests.values()))))
    closed = {number for number, digest in digests.items() if digest in gone}
    if not closed:
        return entry, None
    rest = share_of(entry, digests.keys() - closed, with_account=True)
    return rest, share_of(entry, closed, with_account=False)


def _note_closed(session: Session, entry: Json, now: datetime) -> None:
    """That it came, once a day, and nothing of what it says: the app is still subscribed to the account."""
    about = f"closed\n{account_of(entry)}\n{fields_of(entry)}\n{now:%Y-%m-%d}"
    _store(session, entry, None, now, digest=sha256(about.encode()).hexdigest(), content=None)


def _add(session: Session, entry: Json | None, tenant_id: str | None, now: datetime) -> bool:
    """Whether there was anything, and it was not there before."""
    if entry is None:
        return False
    content = written(entry)
    digest = sha256((tenant_id or "").encode() + b"\n" + content).hexdigest()
    return _store(session, entry, tenant_id, now, digest=digest, content=content)


def _store(
    session: Session, entry: Json, tenant_id: str | None, now: datetime, *, digest: str, content: bytes | None
) -> bool:
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
