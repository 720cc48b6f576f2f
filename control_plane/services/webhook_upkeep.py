"""What came over the shared app callback, minded: adopted, forgotten in time, and said when it is stuck."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from control_plane.models import Alarm
from control_plane.services import alarms
from control_plane.services.webhook_routing import DEAD, UNKNOWN, WAITING, adopt
from control_plane.webhook_models import AppWebhook

_COMES_AND_GOES = ("PARTNER_ADDED", "PARTNER_REMOVED", "PARTNER_APP_INSTALLED", "PARTNER_APP_UNINSTALLED")
_OF_NOBODY, _NOT_TAKEN = "webhooks_unknown", "webhooks_not_taken"


def mind(session: Session, now: datetime, keep_days: int) -> None:
    """Once a minute."""
    adopt(session, now)
    old = AppWebhook.state != WAITING, AppWebhook.received_at < now - timedelta(days=keep_days)
    session.execute(delete(AppWebhook).where(*old))
    _warn_of_nobodys(session)
    _warn_of_dead(session)


def _warn_of_nobodys(session: Session) -> None:
    # that an account was shared, or no longer, before or after it was a client's, leaves nothing to do
    matters = AppWebhook.state == UNKNOWN, AppWebhook.event.not_in(_COMES_AND_GOES)
    counts = select(AppWebhook.waba_id, func.count()).where(*matters)
    found = {waba_id: count for waba_id, count in session.execute(counts.group_by(AppWebhook.waba_id))}
    for waba_id, count in found.items():
        alarms.raise_(session, "webhooks_unknown", subject=waba_id, details={"count": count})
    open_ones = select(Alarm.subject).where(Alarm.code == _OF_NOBODY, Alarm.cleared_at.is_(None))
    for subject in set(session.scalars(open_ones)) - found.keys():
        alarms.clear(session, _OF_NOBODY, subject=subject)


def _warn_of_dead(session: Session) -> None:
    counts = select(AppWebhook.tenant_id, func.count()).where(AppWebhook.state == DEAD)
    rows = session.execute(counts.group_by(AppWebhook.tenant_id))
    found = {tenant_id: count for tenant_id, count in rows if tenant_id}
    for tenant_id, count in found.items():
        alarms.raise_(session, "webhooks_not_taken", tenant_id=tenant_id, details={"count": count})
    alarms.clear_others(session, _NOT_TAKEN, found.keys())
