"""A file's way from announced to stored, or to the reason why it is not. Every change tells the browsers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from appliance.conversations.models import Message
from appliance.database import utc_now
from appliance.errors import Conflict
from appliance.media import errors
from appliance.media.fetching import NotFetched, Wanted
from appliance.media.models import Media
from appliance.realtime.events import MESSAGE_UPDATED, record

PENDING, STORED, EXPIRED, REFUSED, FAILED = "pending", "stored", "expired", "refused", "failed"
PREPARING = "preparing"
WORKED_ON = (PENDING, PREPARING)
"""The worker owes something: a file from Meta, or one made of what was uploaded."""

LIFETIME = timedelta(days=7)
"""Meta keeps a file that came by webhook this long ("Media", 2025-12)."""
URL_LIFETIME = timedelta(minutes=4)
"""Of an address that stood in the webhook; Meta's hold five minutes."""
LEASE = timedelta(seconds=90)
"""Longer than the job timeout: a file whose lease has passed has nobody fetching it."""
MAX_ATTEMPTS = 250
"""More than waiting takes in seven days: only a file that takes its worker down comes this far."""
SURE_ATTEMPTS = 3
"""Meta is asked this often before a wrong digest or "no such file" is believed."""


@dataclass(frozen=True)
class Hold:
    """A file in this worker's hands, until its lease runs out."""

    media_id: int
    attempt: int


@dataclass(frozen=True)
class Leased(Hold):
    declared_type: str | None
    wanted: Wanted


@dataclass(frozen=True)
class Kept:
    """What was stored, as the row tells it."""

    path: str
    content_type: str
    size: int
    sha256: str
    thumbnail_path: str | None = None
    width: int | None = None
    height: int | None = None
    is_animated: bool = False
    seconds: int | None = None


def lease(session: Session, media_id: int) -> Leased | None:
    """Takes a pending file for this worker; None if it is not due, settled, or in other hands."""
    now = utc_now()
    media = take(session, media_id, PENDING)
    if media is None:
        return None
    if media.created_at < now - LIFETIME:
        settle(session, media, EXPIRED, errors.EXPIRED)
        return None
    if media.attempts > MAX_ATTEMPTS or media.whatsapp_media_id is None:
        settle(session, media, FAILED, errors.GIVEN_UP)
        return None
    url = _webhook_url(session, media) if now - media.created_at < URL_LIFETIME else None
    wanted = Wanted(media.whatsapp_media_id, media.kind, media.declared_sha256, url)
    return Leased(media.id, media.attempts, media.declared_type, wanted)


def take(session: Session, media_id: int, state: str) -> Media | None:
    """The row of a file that is due in `state`, leased by one conditional update; else None."""
    now = utc_now()
    taken = session.execute(
        update(Media)
        .where(Media.id == media_id, *is_due(now, state))
        .values(lease_until=now + LEASE, attempts=Media.attempts + 1)
    )
    is_mine = cast(CursorResult[object], taken).rowcount == 1
    return session.get_one(Media, media_id) if is_mine else None


def keep(session: Session, leased: Hold, kept: Kept) -> None:
    """The file stands in its place."""
    media = held(session, leased)
    if media is None:
        return
    media.path, media.thumbnail_path = kept.path, kept.thumbnail_path
    media.content_type, media.size, media.sha256 = kept.content_type, kept.size, kept.sha256
    media.width, media.height, media.is_animated = kept.width, kept.height, kept.is_animated
    media.seconds = kept.seconds
    media.stored_at = utc_now()
    settle(session, media, STORED, None)


def give_back(session: Session, leased: Leased, error: NotFetched) -> None:
    """What a failed attempt means: final, or tried again later, more and more rarely."""
    media = held(session, leased)
    if media is None:
        return
    is_sure = leased.attempt >= SURE_ATTEMPTS
    if error.is_gone and error.code == errors.EXPIRED and is_sure:
        settle(session, media, EXPIRED, errors.EXPIRED)
    elif error.is_final or (error.code == errors.WRONG_HASH and is_sure):
        settle(session, media, REFUSED, error.code)
    else:
        media.lease_until, media.retry_at = None, utc_now() + backoff(media.attempts)
        shown = errors.UNAVAILABLE if error.code in {errors.EXPIRED, errors.WRONG_HASH} else error.code
        if (media.error or {}).get("code") != shown:
            media.error = errors.reason(shown)
            tell(session, media)


def due(session: Session, limit: int) -> list[int]:
    """Ids of files nobody fetches though somebody should."""
    rows = select(Media.id).where(*is_due(utc_now(), PENDING)).order_by(Media.id).limit(limit)
    return list(session.scalars(rows))


def release_all(session: Session) -> None:
    """Gives up every lease: the one process that takes them has just begun, so nobody holds any."""
    session.execute(update(Media).where(Media.state.in_(WORKED_ON)).values(lease_until=None))


def ask_again(session: Session, media: Media, *, is_there: bool) -> None:
    """Pending again, because somebody wants another try. Raises Conflict where it cannot help."""
    if media.state == PENDING:
        if media.lease_until is None:
            media.retry_at = utc_now()
        return
    if media.state == STORED and is_there:
        raise Conflict("media_stored", "O arquivo já está guardado.")
    if media.whatsapp_media_id is None or (media.error or {}).get("code") == errors.TOO_LARGE:
        raise Conflict("media_not_retriable", "Tentar de novo não ajuda: o WhatsApp não tem como entregar.")
    if media.created_at < utc_now() - LIFETIME:
        raise Conflict("media_expired", errors.SENTENCES[errors.EXPIRED])
    media.attempts, media.retry_at = 0, utc_now()
    settle(session, media, PENDING, None)


def backoff(attempt: int) -> timedelta:
    """10, 20, 40 … seconds up to an hour, each spread over its upper half."""
    ceiling = min(5.0 * 2.0 ** min(attempt, 12), 3600.0)
    return timedelta(seconds=uniform(ceiling / 2, ceiling))  # noqa: S311 - jitter guards nothing


def is_due(now: datetime, state: str) -> tuple[ColumnElement[bool], ...]:
    """In that state, its time has come, and nobody is at it."""
    return (
        Media.state == state,
        or_(Media.retry_at.is_(None), Media.retry_at <= now),
        or_(Media.lease_until.is_(None), Media.lease_until < now),
    )


def held(session: Session, leased: Hold) -> Media | None:
    """The row, unless its lease was taken over or the upload deleted meanwhile."""
    media = session.get(Media, leased.media_id, with_for_update=True)
    is_mine = media is not None and media.state in WORKED_ON and media.attempts == leased.attempt
    return media if is_mine else None


def settle(session: Session, media: Media, state: str, code: str | None) -> None:
    """Moves it on, gives up the lease, and tells; `code`: why it is not there."""
    media.state, media.lease_until = state, None
    media.error = errors.reason(code) if code else None
    if state != PENDING:
        media.retry_at = None
    tell(session, media)


def tell(session: Session, media: Media) -> None:
    """Browsers that show its message hear of it."""
    conversation_id = session.scalar(select(Message.conversation_id).where(Message.id == media.message_id))
    if conversation_id is not None:
        record(session, MESSAGE_UPDATED, conversation_id, media.message_id)


def _webhook_url(session: Session, media: Media) -> str | None:
    """The address that stood beside the id, if any."""
    payload = session.scalar(select(Message.payload).where(Message.id == media.message_id)) or {}
    parts = (payload.get(str(payload.get("type"))), payload.get(media.kind))
    found = (part.get("url") for part in parts if isinstance(part, dict))
    return next((url for url in found if isinstance(url, str) and url), None)
