"""Who did what, to which tenant, from where: written once, chained, and never changed."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, insert, or_, select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.audit_chain import Chain, Head
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import ControlPlaneError, InvalidInput
from control_plane.models import AuditEntry, AuditHead, Tenant

_CHAIN = "audit_chain"
"""Under this name each session knows what to link entries with."""
_LONGEST_ID = 18
"""Digits that fit into an integer of the database."""
_AT_ONCE = 500
_ONLY_HEAD = 1


def chain_entries(sessions: Sessions, platform_key: str) -> None:
    """What these sessions record is chained under a key made of the platform key."""
    sessions.configure(info={_CHAIN: Chain(platform_key)})


def record(session: Session, actor: Actor, action: str, tenant_id: str | None = None, **details: Any) -> None:
    """Adds an entry in the caller's transaction: what was not done leaves none. No secrets in `details`.

    One writer at a time: the transaction holds the head from here to its end (SQLite's, all of the database).
    """
    chain = _chain_of(session)
    row = _head_row(session)
    head = _trusted(row, chain)
    entry = {
        "id": max(head.last_id, last_id(session)) + 1,
        "at": utc_now(),
        "actor": actor.name,
        "action": action,
        "tenant_id": tenant_id,
        "remote_address": actor.remote_address,
        "details": json.loads(json.dumps(details)),  # as it will be read again
    }
    fresh = Head(head.count + 1, entry["id"], chain.link(head.hash, entry))
    values = {"count": fresh.count, "last_id": fresh.last_id, "hash": fresh.hash}
    values["seal"] = chain.seal_head(fresh)
    session.execute(insert(AuditEntry).values(**entry, hash=fresh.hash))
    if row is None:
        session.execute(insert(AuditHead).values(id=_ONLY_HEAD, **values))
    else:
        session.execute(update(AuditHead).values(**values))


def pseudonym(session: Session, text: str) -> str:
    """What the trail calls somebody whom nobody knows: what they typed as a name may be their password."""
    return f"unknown-{_chain_of(session).digest(text)[:12]}"


def read_head(session: Session) -> tuple[Head | None, bool]:
    """Where the trail ends by its own account, and whether that is authentic; None when it has no account."""
    row = _head_row(session)
    if row is None:
        return None, True
    head = Head(row.count, row.last_id, row.hash)
    return head, _trusted(row, _chain_of(session)) == head


def last_id(session: Session) -> int:
    """Of the last entry there is; 0 where there is none."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def _chain_of(session: Session) -> Chain:
    chain: Chain | None = session.info.get(_CHAIN)
    if chain is None:
        raise ControlPlaneError("no_chain", "These sessions cannot record: chain_entries was not called.")
    return chain


def _head_row(session: Session) -> Any:
    """As columns: what a session has read before is not taken for what stands there now."""
    query = select(AuditHead.count, AuditHead.last_id, AuditHead.hash, AuditHead.seal)
    return session.execute(query.with_for_update()).first()


def _trusted(row: Any, chain: Chain) -> Head:
    """The head, if it is authentic. After one that is not, or is gone, a new chain begins: that what stood
    before was tampered with stays visible, and nothing seals it.
    """
    if row is None:
        return Head()
    head = Head(row.count, row.last_id, row.hash)
    return head if hmac.compare_digest(chain.seal_head(head).encode(), str(row.seal).encode()) else Head()


@dataclass(frozen=True)
class AuditFilter:
    """What is None does not matter."""

    actor: str | None = None
    action: str | None = None
    tenant: str | None = None
    """Slug."""
    since: datetime | None = None
    until: datetime | None = None
    """From `since` on, and before `until`."""
    text: str | None = None
    """Part of an actor, an action, a tenant's slug, an address or a detail; in any case."""


class Audit:
    """Reads the trail; nothing changes it."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def list_all(
        self, wanted: AuditFilter | None = None, *, limit: int = 50, before: str | None = None
    ) -> list[dict[str, Any]]:
        """Newest first; `before`: id of the last entry of the page before.

        Raises InvalidInput for a `before` that is none.
        """
        query = _narrowed(wanted or AuditFilter())
        if before is not None:
            query = query.where(AuditEntry.id < _as_id(before))
        return self._rows(query.order_by(AuditEntry.id.desc()).limit(limit))

    def all_entries(self, wanted: AuditFilter) -> Iterator[dict[str, Any]]:
        """Every entry that fits, oldest first: some at a time, so that others write meanwhile."""
        query = _narrowed(wanted).order_by(AuditEntry.id).limit(_AT_ONCE)
        last = 0
        while rows := self._rows(query.where(AuditEntry.id > last)):
            yield from rows
            last = rows[-1]["id"]

    def export(self, wanted: AuditFilter, actor: Actor) -> Iterator[dict[str, Any]]:
        """`all_entries`, taken along by somebody: which is an entry too, before the first is read."""
        with transaction(self._sessions) as session:
            record(session, actor, "audit_exported")
        return self.all_entries(wanted)

    def _rows(self, query: Select[AuditEntry, str]) -> list[dict[str, Any]]:
        with reading(self._sessions) as session:
            return [_present(entry, slug) for entry, slug in session.execute(query)]


def _present(entry: AuditEntry, slug: str | None) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "tenant": slug,
        "tenant_id": entry.tenant_id,
        "remote_address": entry.remote_address,
        "details": entry.details,
        "hash": entry.hash,
    }


def _narrowed(wanted: AuditFilter) -> Select[AuditEntry, str]:
    query = select(AuditEntry, Tenant.slug).outerjoin(Tenant, Tenant.id == AuditEntry.tenant_id)
    for column, value in (
        (AuditEntry.actor, wanted.actor),
        (AuditEntry.action, wanted.action),
        (Tenant.slug, wanted.tenant),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return _holding(query, wanted.text) if wanted.text else query


def _holding(query: Select[AuditEntry, str], text: str) -> Select[AuditEntry, str]:
    columns = (AuditEntry.actor, AuditEntry.action, Tenant.slug, AuditEntry.remote_address)
    said = cast(AuditEntry.details, String)
    escaped = json.dumps(text)[1:-1]  # as JSON keeps what is not ASCII
    return query.where(
        or_(
            *(column.icontains(text, autoescape=True) for column in columns),
            said.icontains(escaped, autoescape=True),
        )
    )


def _as_id(cursor: str) -> int:
    if not cursor.isdecimal() or len(cursor) > _LONGEST_ID:
        raise InvalidInput("bad_cursor", "There is no such page.")
    return int(cursor)
