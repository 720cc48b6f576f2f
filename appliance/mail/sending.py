"""Taking e-mails that wait to the mail server, each until it was taken or there is no hope left."""

from datetime import timedelta
from time import monotonic

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from appliance.accounts.changes import changed_one
from appliance.accounts.links import address_of, is_open
from appliance.accounts.models import AccountLink, User
from appliance.brand.shown import shown
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.mail.message import compose
from appliance.mail.models import Mail
from foundation import smtp
from foundation.mail_settings import MailSettings

SECONDS = 40.0
"""Begins no other after this long: well inside the job timeout."""
LEASE = timedelta(minutes=2)
"""One that is taken longer than this was left by a worker that died. It may then arrive twice; better than
never.
"""
PAUSES = (1, 5, 15, 60, 180, 360)
"""Minutes before each new attempt."""
LINK_GONE = "link_gone"

log = structlog.get_logger()


def send_due(context: Context) -> None:
    """One after the other, the oldest first."""
    settings = context.settings.mail
    began = monotonic()
    while settings is not None and monotonic() - began < SECONDS:
        mail_id = _claim(context)
        if mail_id is None:
            return
        _send(context, settings, mail_id)


def _claim(context: Context) -> int | None:
    now = utc_now()
    with transaction(context.sessions) as session:
        due = select(Mail.id).where(Mail.status == "queued", Mail.retry_at <= now).order_by(Mail.id).limit(1)
        mail_id = session.scalar(due)
        if mail_id is None:
            return None
        mine = update(Mail).where(Mail.id == mail_id, Mail.status == "queued", Mail.retry_at <= now)
        taken = changed_one(session.execute(mine.values(retry_at=now + LEASE, attempts=Mail.attempts + 1)))
        return mail_id if taken else None


def _send(context: Context, settings: MailSettings, mail_id: int) -> None:
    with context.sessions() as session:
        mail, user = session.execute(
            select(Mail, User).join(User, User.id == Mail.user_id).where(Mail.id == mail_id)
        ).one()
        url = _link(context, session, mail)
        brand = shown(session, context.settings.tenant)
    if mail.link_id is not None and url is None:
        return _keep(context, mail_id, status="failed", error=LINK_GONE)
    try:
        smtp.deliver(settings, compose(context.settings.tenant, brand, settings, user, mail.kind, url=url))
    except smtp.MailFailed as failure:
        return _failed(context, mail, failure)
    log.info("mail sent", mail_id=mail_id, kind=mail.kind)
    return _keep(context, mail_id, status="sent", error=None, detail=None, sent_at=utc_now())


def _failed(context: Context, mail: Mail, failure: smtp.MailFailed) -> None:
    log.warning("mail not sent", mail_id=mail.id, reason=failure.reason, detail=failure.detail)
    why = {"error": failure.reason, "detail": failure.detail}
    if failure.is_final or mail.attempts > len(PAUSES):
        return _keep(context, mail.id, status="failed", **why)
    pause = timedelta(minutes=PAUSES[mail.attempts - 1])
    return _keep(context, mail.id, retry_at=utc_now() + pause, **why)


def _link(context: Context, session: Session, mail: Mail) -> str | None:
    link = session.get(AccountLink, mail.link_id) if mail.link_id is not None else None
    if link is None or not is_open(link):
        return None
    settings = context.settings
    return address_of(settings.session_key, settings.tenant.public_url, link)


def _keep(context: Context, mail_id: int, **values: object) -> None:
    with transaction(context.sessions) as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(**values))
