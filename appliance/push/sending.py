"""Taking what waits to the push services of browsers (RFC 8030): each until it was taken, is worth
nothing any more, or its browser is gone. Only the worker does; no row is held while a service is waited for.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

import requests
import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from appliance.accounts.models import SignIn, User
from appliance.accounts.people import with_rights
from appliance.brand.shown import Shown, shown
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import OPEN
from appliance.conversations.visibility import sees
from appliance.database import run_transaction, transaction, utc_now
from appliance.errors import InvalidInput
from appliance.media.addresses import ForeignAddress, PublicAdapter
from appliance.push import base64url, choices
from appliance.push.browsers import is_live
from appliance.push.encryption import encrypt
from appliance.push.endpoints import check_endpoint, read_keys
from appliance.push.identity import Identity, identity_of
from appliance.push.models import Push, PushBrowser
from appliance.push.vapid import authorization
from appliance.push.words import Said, payload
from foundation.http import http_session

SECONDS: Final = 40.0
"""Begins no more after this long: well inside the job timeout."""
AT_ONCE: Final = 8
BATCH: Final = 32
LEASE: Final = timedelta(minutes=2)
PAUSES: Final = (5, 20, 60, 300, 900)
"""Seconds before each new attempt; a service that names its own is waited for (RFC 8030, 5.1)."""
LONGEST_PAUSE: Final = 900
TIMEOUT: Final = (3.05, 10.0)
HURRIED: Final = frozenset({choices.OFFER, choices.SLA})
"""RFC 8030, 5.3: even to a phone that saves its battery."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Parcel:
    """A request ready to be made: by then nobody holds a row."""

    push_id: int
    browser_id: int
    attempts: int
    expires_at: datetime
    endpoint: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """`is_gone`: the browser's subscription has ended. `retry_seconds`: try again, then or as we like (0)."""

    is_taken: bool = False
    is_gone: bool = False
    retry_seconds: int | None = None
    reason: str = ""


def public_session() -> requests.Session:
    """Reaches HTTPS at public addresses alone."""
    session = http_session(timeout=TIMEOUT)
    session.mount("https://", PublicAdapter())
    session.mount("http://", _NoAdapter())
    return session


def send_due(context: Context, http: requests.Session) -> None:
    """Some at a time, the oldest first. `http`: by which push services are reached."""
    began = monotonic()
    with ThreadPoolExecutor(AT_ONCE, "push") as pool:
        while monotonic() - began < SECONDS:
            ids = run_transaction(context.sessions, _claim)
            if not ids:
                return
            parcels = _prepare(context, ids)
            for parcel, outcome in zip(parcels, pool.map(lambda one: post(http, one), parcels), strict=True):
                _keep(context, parcel, outcome)


def post(http: requests.Session, parcel: Parcel) -> Outcome:
    """Asks the browser's push service to take it, once."""
    try:
        check_endpoint(parcel.endpoint)
        answer = http.post(
            parcel.endpoint,
            data=parcel.body,
            headers=parcel.headers,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,  # what it says is not read: it may be endless
        )
    except (InvalidInput, ForeignAddress) as error:
        return Outcome(is_gone=True, reason=type(error).__name__)
    except requests.RequestException as error:
        return Outcome(retry_seconds=0, reason=type(error).__name__)
    with answer:
        return _read(answer.status_code, answer.headers.get("Retry-After", ""))


def _read(status: int, retry_after: str) -> Outcome:
    """RFC 8030, 5 and 7.3."""
    reason = str(status)
    if status in (200, 201, 202):
        return Outcome(is_taken=True)
    if status in (404, 410):
        return Outcome(is_gone=True, reason=reason)
    if status == requests.codes.too_many_requests or status >= requests.codes.server_error:
        pause = int(retry_after) if retry_after.isdecimal() else 0
        return Outcome(retry_seconds=min(pause, LONGEST_PAUSE), reason=reason)
    return Outcome(reason=reason)


def _claim(session: Session) -> list[int]:
    now = utc_now()
    session.execute(
        update(Push).where(Push.status == "queued", Push.expires_at <= now).values(status="dropped")
    )
    ids = list(
        session.scalars(
            select(Push.id)
            .where(Push.status == "queued", Push.retry_at <= now)
            .order_by(Push.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    claimed = update(Push).where(Push.id.in_(ids))
    session.execute(claimed.values(retry_at=now + LEASE, attempts=Push.attempts + 1))
    return ids


def _prepare(context: Context, ids: list[int]) -> list[Parcel]:
    """What may still be told; the others are dropped."""
    with transaction(context.sessions) as session:
        identity = identity_of(session, context.settings.session_key)
        rows = session.execute(
            select(Push, PushBrowser, User)
            .join(PushBrowser, PushBrowser.id == Push.browser_id)
            .join(SignIn, SignIn.id == PushBrowser.sign_in_id)
            .join(User, User.id == PushBrowser.user_id)
            .options(*with_rights())
            .where(Push.id.in_(ids), is_live())
            .order_by(Push.id)
        ).all()
        parcels = [
            _parcel(context, identity, push, browser, said)
            for push, browser, user in rows
            if identity is not None and (said := _said(context, session, push, user)) is not None
        ]
        kept = {parcel.push_id for parcel in parcels}
        dropped = [push_id for push_id in ids if push_id not in kept]
        session.execute(update(Push).where(Push.id.in_(dropped)).values(status="dropped"))
        return parcels


def _said(context: Context, session: Session, push: Push, user: User) -> tuple[Said, Shown] | None:
    """None if it no longer holds: read or taken meanwhile, or no longer theirs to see."""
    tenant = context.settings.tenant
    brand, locale = shown(session, tenant), user.locale or tenant.locale
    chosen = choices.choices_of(session, user.id)
    if not push.conversation_id:
        return Said(push.event, choices.NOTHING, locale), brand
    conversation = session.get(Conversation, push.conversation_id, options=[joinedload(Conversation.contact)])
    if conversation is None or not sees(user, conversation) or not _holds(push, conversation, user):
        return None
    is_message = push.event == choices.MESSAGE
    message = session.get(Message, int(push.occasion)) if is_message else None
    return Said(push.event, chosen["push_shows"], locale, conversation, message), brand


def _holds(push: Push, conversation: Conversation, user: User) -> bool:
    is_mine = conversation.status == OPEN and conversation.assigned_user_id == user.id
    if push.event == choices.OFFER:
        return conversation.offered_to_id == user.id
    if push.event == choices.MESSAGE:
        return is_mine and conversation.unread_count > 0
    if push.event == choices.WAITING:
        return conversation.status == "waiting"
    return is_mine or push.event == choices.MENTION


def _parcel(
    context: Context, identity: Identity, push: Push, browser: PushBrowser, said: tuple[Said, Shown]
) -> Parcel:
    content = json.dumps(payload(*said), ensure_ascii=False, separators=(",", ":")).encode()
    return Parcel(
        push.id,
        browser.id,
        push.attempts,
        push.expires_at,
        browser.endpoint,
        {
            "Authorization": authorization(browser.endpoint, _contact(context), identity.signing_key()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(1, int((push.expires_at - utc_now()).total_seconds()))),
            "Urgency": "high" if push.event in HURRIED else "normal",
            "Topic": _topic(identity, push),
        },
        encrypt(content, read_keys(browser.p256dh, browser.auth)),
    )


def _topic(identity: Identity, push: Push) -> str:
    """A later message of the same conversation replaces one not yet delivered (RFC 8030, 5.4);
    which one that is the service cannot tell.
    """
    about = f"{push.conversation_id or push.event}".encode()
    return base64url.encode(hashlib.blake2b(about, key=identity.private_key, digest_size=24).digest())


def _contact(context: Context) -> str:
    """Whom the push service may turn to: RFC 8292, 2.1."""
    mail, url = context.settings.mail, context.settings.tenant.public_url
    return f"mailto:{mail.sender}" if mail is not None and not url.startswith("https://") else url


def _keep(context: Context, parcel: Parcel, outcome: Outcome) -> None:
    if not outcome.is_taken:
        log.info("push not taken", push_id=parcel.push_id, reason=outcome.reason, gone=outcome.is_gone)
    now, this = utc_now(), update(Push).where(Push.id == parcel.push_id)
    with transaction(context.sessions) as session:
        if outcome.is_gone:
            session.execute(delete(PushBrowser).where(PushBrowser.id == parcel.browser_id))
        elif outcome.is_taken:
            session.execute(this.values(status="sent"))
            mine = update(PushBrowser).where(PushBrowser.id == parcel.browser_id)
            session.execute(mine.values(sent_at=now))
        elif outcome.retry_seconds is None or parcel.attempts > len(PAUSES):
            session.execute(this.values(status="dropped"))
        else:
            pause = max(outcome.retry_seconds, PAUSES[parcel.attempts - 1])
            session.execute(this.values(retry_at=now + timedelta(seconds=pause)))


class _NoAdapter(requests.adapters.BaseAdapter):
    """Nothing goes out unencrypted."""

    def send(self, request: requests.PreparedRequest, *_args: object, **_kwargs: object) -> requests.Response:
        raise requests.exceptions.InvalidSchema(f"not by HTTPS: {request.url}")

    def close(self) -> None:
        """Nothing is open."""
