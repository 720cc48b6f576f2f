"""Whether the audit trail is as it was written: every link, its head, and every anchor that can be found.

Found, unless somebody has the platform key: an entry that was changed, removed, moved, or written by somebody
else; and an end that was cut off since it was anchored, in the file beside the database or elsewhere.

Not found: an end that was cut off before any anchor of it was kept; and what is done by somebody who has the
platform key and reaches every anchor.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import select

from control_plane.actor import Actor
from control_plane.audit_chain import GENESIS, Chain, Head
from control_plane.database import Sessions, reading, transaction
from control_plane.models import AuditEntry
from control_plane.services.audit import last_id, read_head, record
from control_plane.services.audit_anchors import Anchor, Anchors, parse_anchor

_AT_ONCE = 1000
_MOST_PROBLEMS = 20
_COLUMNS = ("id", "at", "actor", "action", "tenant_id", "remote_address", "details", "hash")

log = structlog.get_logger(__name__)


@dataclass
class _Findings:
    """`problems` are the first of them; `total` counts all."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0

    def add(self, code: str, message: str, entry: int | None = None) -> None:
        self.total += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append({"code": code, "message": message, "entry": entry})


class AuditVerification:
    """Walks the trail some entries at a time, and keeps no more of it than the last hash."""

    def __init__(self, sessions: Sessions, platform_key: str, anchors: Anchors) -> None:
        self._sessions = sessions
        self._chain = Chain(platform_key)
        self._anchors = anchors

    def verify(self, actor: Actor, expect: str = "") -> dict[str, Any]:
        """{"is_sound", "entries", "anchors", "head", "problems", "problems_total"}; audited, and anchored
        when sound. `head` is the new anchor, to be kept elsewhere.

        `expect`: an anchor that was kept elsewhere, COUNT:HASH. Raises InvalidInput for anything else.
        """
        given = [parse_anchor(expect)] if expect.strip() else []
        findings = _Findings()
        kept, forged = self._anchors.read()  # first: none of them is newer than what is walked
        with reading(self._sessions) as session:
            head, is_authentic = read_head(session)
            end = last_id(session)
        for line in forged:
            findings.add("anchor_forged", f"Line {line} of the anchors' file is not as it was written.")
        count = self._walk(end, [*kept, *given], findings)
        _check_head(head, is_authentic, count, end, findings)
        return self._told(actor, count, len(kept) + len(given), findings)

    def anchor(self) -> bool:
        """Anchors the trail as it is now, without walking it; what the clock does every hour.

        False, and an error in the log, where it has fewer entries than an anchor says, or is not authentic.
        """
        with transaction(self._sessions) as session:
            head, is_authentic = read_head(session)
        kept, _ = self._anchors.read()
        most = max((anchor.count for anchor in kept), default=0)
        if not is_authentic or (head.count if head else 0) < most:
            log.error("audit trail was tampered with: verify it", anchored=most, authentic=is_authentic)
            return False
        return head is None or self._anchors.write(head)

    def _walk(self, end: int, anchors: list[Anchor], findings: _Findings) -> int:
        """How many entries there are up to the one with the id `end`."""
        awaited = {anchor.hash: anchor for anchor in anchors}
        before, before_id, count = GENESIS, 0, 0
        for entry in self._entries(end):
            if entry["id"] < 1:  # ours begin at 1: nothing of the chain comes before
                _tell_break(entry["id"], entry["id"], findings)
                continue
            count += 1
            if self._chain.link(before, entry) != entry["hash"]:
                _tell_break(entry["id"], before_id, findings)
            before, before_id = entry["hash"], entry["id"]
            anchor = awaited.get(before)
            if anchor is not None and (anchor.count == count or findings.total):  # missing ones are told
                del awaited[before]
        for anchor in awaited.values():
            _tell_lost(anchor, findings)
        return count

    def _entries(self, end: int) -> Iterator[dict[str, Any]]:
        columns = [getattr(AuditEntry, name) for name in _COLUMNS]
        query = select(*columns).where(AuditEntry.id <= end).order_by(AuditEntry.id).limit(_AT_ONCE)
        further = query
        while True:
            with transaction(self._sessions) as session:  # a short one: others write meanwhile
                rows = session.execute(further).all()
            if not rows:
                return
            yield from (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
            further = query.where(AuditEntry.id > rows[-1][0])
            time.sleep(0)  # under gevent: others have their turn

    def _told(self, actor: Actor, count: int, anchors: int, findings: _Findings) -> dict[str, Any]:
        is_sound = not findings.total
        with transaction(self._sessions) as session:
            record(session, actor, "audit_verified", sound=is_sound, entries=count, problems=findings.total)
            head, _ = read_head(session)
        if is_sound and head is not None:
            self._anchors.write(head)
        else:
            log.error("audit trail was tampered with", problems=findings.problems)
        return {
            "is_sound": is_sound,
            "entries": count,
            "anchors": anchors,
            "head": head.anchor if is_sound and head is not None else None,
            "problems": findings.problems,
            "problems_total": findings.total,
        }


def _tell_break(entry_id: int, before_id: int, findings: _Findings) -> None:
    first, last = before_id + 1, entry_id - 1
    if first == last:
        findings.add("missing", f"Entry {first} is missing.", entry_id)
    elif first < last:
        findings.add("missing", f"Entries {first} to {last} are missing.", entry_id)
    else:
        findings.add(
            "altered",
            f"Entry {entry_id} is not as it was written, or not where it was written.",
            entry_id,
        )


def _tell_lost(anchor: Anchor, findings: _Findings) -> None:
    when = f" of {anchor.at}" if anchor.at else ""
    findings.add(
        "anchor_lost",
        f"The trail is not the one that the anchor{when} stands for: entry number {anchor.count} was changed"
        " or cut off, or the database is an older one.",
    )


def _check_head(head: Head | None, is_authentic: bool, count: int, end: int, findings: _Findings) -> None:
    if head is None:
        if count:
            findings.add("head_missing", "The trail has no head any more: its end may have been cut off.")
        return
    if not is_authentic:
        findings.add("head_forged", "The trail's head was changed: its end may have been cut off.")
    elif (head.count, head.last_id) != (count, end):
        code = "tail_cut" if end < head.last_id else "miscounted"
        findings.add(
            code, f"The trail should have {head.count} entries up to {head.last_id}: it has {count}."
        )
