"""Stops of all sending: what every message would meet alike is met by one, and the others wait.

A stop is tried again by a single message, after pauses that grow, at once when an admin asks for it or when
the worker starts with other credentials. What is accepted then ends it. Codes that Meta tells only later
(131042, 131048 …) leave the probe accepted: there its receipt is awaited.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import run_transaction, utc_now
from appliance.realtime.events import SENDING_UPDATED, publish_pending, record_for_all
from appliance.settings import WhatsAppSettings
from appliance.whatsapp.meanings import ACCOUNT, Meaning
from appliance.whatsapp.models import SendingStop
from appliance.whatsapp.sending_state import active_stop, present_sending

RECEIPT_AWAITED = timedelta(minutes=2)
"""How long a probe's receipt is awaited before another message is tried."""
UNDECIDED_FOR = timedelta(seconds=30)
PROBE = "probe"
"""Kind of error on an accepted message whose receipt decides."""


@dataclass(frozen=True)
class Stop:
    """The active stop, as the sender needs it."""

    id: int
    until: datetime | None

    def is_over(self) -> bool:
        """Whether one message may be tried."""
        return self.until is None or self.until <= utc_now()


def current(session: Session) -> Stop | None:
    """None while sending goes on."""
    row = active_stop(session)
    return Stop(row.id, row.until) if row else None


def stop_sending(
    session: Session, meaning: Meaning, error: dict[str, Any], settings: WhatsAppSettings, *, told_later: bool
) -> None:
    """Every message waits, for `error`. The refusal of one that was under way already changes nothing.

    `told_later`: by a receipt, after the message was accepted.
    """
    if meaning.holds_up != ACCOUNT:
        return
    stop, now = active_stop(session, lock=True), utc_now()
    if stop is not None and stop.code == error["code"] and stop.until is not None and stop.until > now:
        awaited = stop.reason.get("awaits_receipt")
        if not awaited:
            return
    tried = stop.reason["tried"] + 1 if stop is not None and stop.code == error["code"] else 0
    if stop is None:
        stop = SendingStop(since=now)
        session.add(stop)
    stop.kind, stop.code = meaning.kind, error["code"]
    stop.until = now + timedelta(seconds=min(meaning.pause * 2.0**tried, meaning.longest))
    stop.reason = {
        **error,
        "tried": tried,
        "told_later": told_later,
        "credentials": fingerprint(settings),
    }
    record_for_all(session, SENDING_UPDATED)


def probe_accepted(session: Session, message: Message) -> None:
    """Meta took the one message that was tried: sending goes on, or its receipt is awaited."""
    stop = active_stop(session, lock=True)
    if stop is None:
        return
    if not stop.reason["told_later"]:
        lift(session)
        return
    stop.until = utc_now() + RECEIPT_AWAITED
    stop.reason = {**stop.reason, "awaits_receipt": True}
    message.error = {**stop.reason, "kind": PROBE}


def probe_undecided(session: Session) -> None:
    """The probe met something else (no answer, Meta's own trouble): another is tried a little later."""
    stop = active_stop(session, lock=True)
    if stop is not None:
        stop.until = utc_now() + UNDECIDED_FOR


def lift(session: Session) -> None:
    """Sending goes on; nothing is told where it did already."""
    active = update(SendingStop).where(SendingStop.lifted_at.is_(None))
    lifted = session.execute(active.values(lifted_at=utc_now()))
    if cast(CursorResult[object], lifted).rowcount:
        record_for_all(session, SENDING_UPDATED)


def resume(context: Context) -> dict[str, Any]:
    """Somebody says it is mended: one message is tried at once. The state of sending."""

    def work(session: Session) -> dict[str, Any]:
        stop = active_stop(session, lock=True)
        if stop is not None:
            _try_now(session, stop)
            session.flush()
        return present_sending(session)

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown


def try_new_credentials(session: Session, settings: WhatsAppSettings) -> None:
    """At the worker's start: a stop that older credentials met is tried at once."""
    stop = active_stop(session, lock=True)
    if stop is not None and stop.reason.get("credentials") != fingerprint(settings):
        _try_now(session, stop)


def _try_now(session: Session, stop: SendingStop) -> None:
    stop.until = utc_now()
    stop.reason = {**stop.reason, "tried": 0}
    record_for_all(session, SENDING_UPDATED)


def fingerprint(settings: WhatsAppSettings) -> str:
    """Tells other credentials from these, and says nothing about them."""
    known = f"{settings.phone_number_id}:{settings.token}".encode()
    return hashlib.sha256(known).hexdigest()[:16]
