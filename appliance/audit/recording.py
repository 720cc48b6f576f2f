"""Noting down what is done, in the transaction that does it: both happen, or neither."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from appliance.audit.models import AuditEntry

AGENT_LENGTH: Final = 200


@dataclass(frozen=True)
class Origin:
    """Who is asking, and from where."""

    user_id: int | None = None
    user_name: str | None = None
    address: str | None = None
    agent: str | None = None


NOBODY: Final = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOBODY)


def asked_by(origin: Origin) -> None:
    """What this request does from now on is done by `origin`; said where people are recognised."""
    _origin.set(origin)


def origin() -> Origin:
    """Who is asking; NOBODY in jobs."""
    return _origin.get()


def note(
    session: Session,
    action: str,
    subject: tuple[str, object],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Adds an entry; `subject` is (kind, id). Of two states only what differs is kept: if nothing, none."""
    if before is not None and after is not None:
        differing = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        if not differing:
            return
        before = {key: before[key] for key in before if key in differing}
        after = {key: after[key] for key in after if key in differing}
    who = _origin.get()
    session.add(
        AuditEntry(
            user_id=who.user_id,
            user_name=who.user_name,
            address=who.address,
            agent=who.agent,
            action=action,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )
