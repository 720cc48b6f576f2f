"""Asking for an e-mail, in the transaction of what it tells of."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import utc_now
from appliance.job_queues import SEND_MAILS, enqueue
from appliance.mail.models import Mail

INVITATION: Final = "invitation"
PASSWORD_RESET: Final = "password_reset"  # noqa: S105 - a kind of e-mail
PASSWORD_CHANGED: Final = "password_changed"  # noqa: S105
SECOND_FACTOR_ON: Final = "second_factor_on"
SECOND_FACTOR_OFF: Final = "second_factor_off"


def queue_mail(
    context: Context, session: Session, user_id: int, kind: str, link_id: int | None = None
) -> Mail | None:
    """None where no mail server is configured: whoever needs the link is given it (accounts.invitations).

    After the commit, call `send_soon`.
    """
    if context.settings.mail is None:
        return None
    mail = Mail(user_id=user_id, kind=kind, link_id=link_id)
    session.add(mail)
    return mail


def send_soon(context: Context) -> None:
    """Wakes the worker; without Redis its sweep finds what waits."""
    if context.settings.mail is not None:
        enqueue(context.queues, SEND_MAILS)


def is_due(session: Session) -> bool:
    """Whether an e-mail waits for nothing but a worker."""
    query = select(Mail.id).where(Mail.status == "queued", Mail.retry_at <= utc_now()).limit(1)
    return session.scalar(query) is not None
