"""The platform's own e-mails: written down by what they are about, sent until the server takes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, transaction, utc_now
from control_plane.models import Mail
from foundation import smtp
from foundation.mail_settings import MailSettings

AT_ONCE = 20
"""Sent at most in one go."""
GIVEN_UP_AFTER = timedelta(days=3)
_LONGEST_WAIT = timedelta(hours=6)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Letter:
    """Plain text to one person."""

    recipient: str
    subject: str
    body: str


def compose(sender: str, letter: Letter) -> EmailMessage:
    """As it goes to the mail server."""
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = Address("Guichê", addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(letter.body)
    return message


def put(session: Session, key: str, letter: Letter, tenant_id: str | None = None) -> bool:
    """To be sent soon; False when there has been one of this key, sent or not."""
    if session.scalars(select(Mail.id).where(Mail.key == key)).first() is not None:
        return False
    row = Mail(key=key, tenant_id=tenant_id, recipient=letter.recipient, subject=letter.subject)
    row.body = letter.body
    session.add(row)
    session.flush()
    return True


def forget(session: Session, tenant_id: str) -> None:
    """Nothing more is sent about a tenant that is gone, and nobody's address is kept."""
    session.execute(delete(Mail).where(Mail.tenant_id == tenant_id))


class Mails:
    """What waits, and its sending."""

    def __init__(self, sessions: Sessions, settings: MailSettings) -> None:
        self._sessions = sessions
        self._settings = settings

    @property
    def are_sent(self) -> bool:
        """Whether the platform has a mail server."""
        return bool(self._settings.host)

    def send_due(self, now: datetime) -> int:
        """How many the server took. When it cannot be reached the round ends: the rest would wait too."""
        if not self.are_sent:
            return 0
        taken = 0
        for mail_id in self._due(now):
            problem = self._send(mail_id)
            taken += problem is None
            if problem == "unreachable":
                break
        return taken

    def _due(self, now: datetime) -> list[int]:
        query = select(Mail.id).where(Mail.done_at.is_(None), Mail.due_at <= now)
        with transaction(self._sessions) as session:
            return list(session.scalars(query.order_by(Mail.due_at, Mail.id).limit(AT_ONCE)))

    def _send(self, mail_id: int) -> str | None:
        """Sent twice at worst, when this process dies before it has noted the first; never not at all."""
        with transaction(self._sessions) as session:
            row = session.get(Mail, mail_id)
        if row is None or row.done_at is not None:
            return None
        try:
            smtp.deliver(
                self._settings, compose(self._settings.sender, Letter(row.recipient, row.subject, row.body))
            )
        except smtp.MailFailed as failure:
            log.warning("e-mail not sent", key=row.key, reason=failure.reason, detail=failure.detail)
            self._note(mail_id, failure)
            return failure.reason
        self._note(mail_id, None)
        return None

    def _note(self, mail_id: int, failure: smtp.MailFailed | None) -> None:
        with transaction(self._sessions) as session:
            row = session.get(Mail, mail_id)
            if row is None:
                return
            now = utc_now()
            row.attempts += 1
            row.problem = failure.reason if failure else None
            if failure is None or failure.is_final or now - row.created_at > GIVEN_UP_AFTER:
                row.done_at = now
                row.recipient = row.subject = row.body = ""
            else:
                row.due_at = now + min(timedelta(minutes=2**row.attempts), _LONGEST_WAIT)
