"""How long the bodies that Meta delivered are kept.

A body is personal data (a name, a number, what was written) a second time, beside the messages made of it.
Once processed it serves two purposes, and both end: to recognise a body that Meta delivers again, which it
does for 7 days, and to look into trouble that shows later. LGPD art. 15, I and art. 16 have personal data
deleted when their purpose is achieved, so whole rows go after `raw_webhook_days`.

A body that could not be processed may be all there is of a customer's message. It waits for somebody to deal
with it, but not for ever. One that is not processed yet is never touched.
"""

from datetime import timedelta

from sqlalchemy import delete, select

from appliance.database import Sessions, run_transaction, utc_now
from appliance.whatsapp.deliveries import DEAD, DISMISSED, DONE, MALFORMED
from appliance.whatsapp.models import WebhookDelivery

UNPROCESSED_DAYS = 180
BATCH = 200
"""Rows of one state that one run deletes at most: its locks are gone in an instant."""


def forget_old(sessions: Sessions, raw_webhook_days: int) -> int:
    """Deletes a few of those whose time is over, the oldest first; how many."""
    days = {DONE: raw_webhook_days, **dict.fromkeys((MALFORMED, DEAD, DISMISSED), UNPROCESSED_DAYS)}
    return sum(_forget(sessions, state, timedelta(days=kept)) for state, kept in days.items())


def _forget(sessions: Sessions, state: str, kept_for: timedelta) -> int:
    """Ids rise with time: the first few of a state, read by its index, say whether any is old enough."""
    with sessions() as session:
        oldest = session.execute(
            select(WebhookDelivery.id, WebhookDelivery.received_at)
            .where(WebhookDelivery.state == state, WebhookDelivery.lease_until.is_(None))
            .order_by(WebhookDelivery.id)
            .limit(BATCH)
        ).all()
    ids = [row.id for row in oldest if row.received_at < utc_now() - kept_for]
    if ids:  # by key, so that no other row is locked; not one that was put to work again meanwhile
        work = delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids), WebhookDelivery.state == state)
        run_transaction(sessions, lambda session: session.execute(work))
    return len(ids)
