"""A real mail server on a port of its own, and what it took."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from foundation.mail_settings import MailSettings


@dataclass
class Mailbox:
    taken: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content: Any = envelope.content
            self.taken.append(message_from_bytes(content, policy=policy.default))
        return self.answer


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[MailSettings]:
    """As settings tell of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailSettings("127.0.0.1", port, "none", "painel@guiche.example")
    finally:
        controller.stop()
