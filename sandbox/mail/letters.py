"""The e-mails that arrived, newest first."""

import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from sandbox.live import Live

KEPT = 200


@dataclass(frozen=True)
class Letter:
    id: int
    at: float
    recipients: tuple[str, ...]
    """Of the envelope: whom it was delivered to."""
    message: EmailMessage

    def part(self, kind: str) -> str:
        """The text of its `plain` or `html` part; empty when it has none."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body is not None else ""

    def as_json(self) -> dict[str, Any]:
        """What the phone page lists."""
        return {
            "id": self.id,
            "at": self.at,
            "sender": str(self.message["From"] or ""),
            "recipients": list(self.recipients),
            "subject": str(self.message["Subject"] or ""),
            "text": self.part("plain"),
            "has_html": self.message.get_body(("html",)) is not None,
        }


class Letters:
    """In memory: a restart empties the letter box."""

    def __init__(self, live: Live, now: Callable[[], float] = time.time) -> None:
        self._live = live
        self._now = now
        self._ids = itertools.count(1)
        self._kept: deque[Letter] = deque(maxlen=KEPT)

    def take(self, recipients: tuple[str, ...], content: bytes) -> Letter:
        """Keeps what a mail server was given after DATA, and tells every open page."""
        message = BytesParser(policy=policy.default).parsebytes(content)
        letter = Letter(next(self._ids), self._now(), recipients, message)
        self._kept.appendleft(letter)
        self._live.publish("mail", letter.as_json())
        return letter

    def all(self) -> list[Letter]:
        return list(self._kept)

    def find(self, letter_id: int) -> Letter | None:
        return next((letter for letter in self._kept if letter.id == letter_id), None)
