"""Anchors: what the trail came to at some moment (COUNT:HASH), kept where the database is not.

A trail whose end was cut off, or a database that was replaced by an older one, fits in itself. Only what was
kept elsewhere tells: lines of a file beside the database, each authenticated, and of the log.
"""

import hmac
import os
import re
from dataclasses import dataclass
from pathlib import Path

import structlog

from control_plane.audit_chain import Chain, Head
from control_plane.database import utc_now
from control_plane.errors import InvalidInput

FILE_NAME = "audit-anchors.log"
_ANCHOR = re.compile(r"([1-9]\d{0,17}):([0-9a-f]{64})")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Anchor:
    """Of the trail as it was `at` a moment (ISO 8601; empty: nobody said when)."""

    count: int
    hash: str
    at: str = ""


class Anchors:
    """The file; lines are only ever added to it."""

    def __init__(self, path: Path, chain: Chain) -> None:
        self._path = path
        self._chain = chain

    def read(self) -> tuple[list[Anchor], list[int]]:
        """Those that are ours, oldest first, and the numbers of the lines that are not. No file: none."""
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return [], []
        found, forged = [], []
        for number, line in enumerate(lines, start=1):
            anchor = self._parse(line)
            if anchor is None:
                forged.append(number)
            else:
                found.append(anchor)
        return found, forged

    def write(self, head: Head) -> bool:
        """Adds the trail's head, unless it is the last one already; False when the file cannot be written."""
        at = utc_now().isoformat()
        try:
            known, _ = self.read()
            if known and (known[-1].count, known[-1].hash) == (head.count, head.hash):
                return True
            self._append(f"{at} {head.anchor} {self._chain.seal_anchor(at, head.anchor)}\n")
        except OSError:
            log.exception("audit anchor not written", path=str(self._path))
            return False
        log.info("audit anchor", anchor=head.anchor)
        return True

    def _append(self, line: str) -> None:
        """One write: lines of several processes do not mix (POSIX, O_APPEND)."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _parse(self, line: str) -> Anchor | None:
        at, _, rest = line.partition(" ")
        text, _, seal = rest.partition(" ")
        match = _ANCHOR.fullmatch(text)
        ours = self._chain.seal_anchor(at, text)
        if match is None or not hmac.compare_digest(ours.encode(), seal.encode()):
            return None
        return Anchor(int(match[1]), match[2], at)


def parse_anchor(text: str) -> Anchor:
    """COUNT:HASH as somebody kept it. Raises InvalidInput."""
    match = _ANCHOR.fullmatch(text.strip())
    if match is None:
        problem = "An anchor is written COUNT:HASH, as a check of the trail gives it."
        raise InvalidInput("bad_anchor", problem, fields={"expect": problem})
    return Anchor(int(match[1]), match[2])
