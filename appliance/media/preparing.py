"""An uploaded file, made into what WhatsApp takes: a job of its own, safe to run twice.

The raw upload stands apart until the row names what was made of it; a crash anywhere leaves the row
`preparing`, its lease runs out, and the next attempt takes the same places on the disk.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.media import errors, states
from appliance.media.cleaning.film import clean_film
from appliance.media.cleaning.heif import clean_heif
from appliance.media.content_type import ENDINGS, FILMS, HEIC
from appliance.media.files import DiskFull, MediaFiles
from appliance.media.models import Media
from appliance.media.pictures import prepare as prepare_picture
from appliance.media.programs import UnusableFile
from appliance.media.recordings import check_film, is_fit_sound, look, make_opus
from appliance.media.states import PREPARING, Hold, Kept
from appliance.media.uploading import after_stored
from appliance.realtime.events import publish_pending

MAX_ATTEMPTS = 8

log = structlog.get_logger()


@dataclass(frozen=True)
class Raw(Hold):
    """An upload as it came."""

    kind: str
    is_voice: bool
    content_type: str
    path: str


@dataclass(frozen=True)
class _Work:
    """One attempt: the raw file, and where things are gathered."""

    raw: Raw
    files: MediaFiles

    @property
    def source(self) -> Path:
        return self.files.root / self.raw.path

    def gathered(self, end: str) -> Path:
        return self.files.incoming(f"{self.raw.media_id}.{self.raw.attempt}{end}")


def prepare(context: Context, media_id: int) -> None:
    """Does nothing if it is prepared, deleted, not due, or in other hands."""
    raw = run_transaction(context.sessions, lambda session: _lease(session, media_id))
    if raw is not None:
        _attempt(context, raw)
    publish_pending(context)


def due(session: Session, limit: int) -> list[int]:
    """Ids of uploads nobody prepares though somebody should."""
    rows = (
        select(Media.id)
        .where(*states.is_due(utc_now(), PREPARING), Media.path.is_not(None))
        .order_by(Media.id)
        .limit(limit)
    )
    return list(session.scalars(rows))


def _lease(session: Session, media_id: int) -> Raw | None:
    media = states.take(session, media_id, PREPARING)
    if media is None or media.path is None or media.content_type is None:
        return None
    if media.attempts > MAX_ATTEMPTS:
        _settle_badly(session, media, states.FAILED, errors.NOT_PREPARED)
        return None
    return Raw(media.id, media.attempts, media.kind, media.is_voice, media.content_type, media.path)


def _attempt(context: Context, raw: Raw) -> None:
    work = _Work(raw, MediaFiles(context.settings.media_dir))
    try:
        kept = _make(work)
    except UnusableFile as error:
        log.info("upload refused", media_id=raw.media_id, code=error.code, reason=str(error)[:200])
        code = error.code
        run_transaction(context.sessions, lambda session: _refuse(session, raw, code))
    except (DiskFull, OSError) as error:
        log.warning(
            "upload not prepared", media_id=raw.media_id, attempt=raw.attempt, reason=str(error)[:200]
        )
        run_transaction(context.sessions, lambda session: _give_back(session, raw))
        return
    else:
        if not run_transaction(context.sessions, lambda session: _keep(session, raw, kept)):
            work.files.remove(kept.path, kept.thumbnail_path)
        log.info("upload prepared", media_id=raw.media_id, size=kept.size, content_type=kept.content_type)
    work.files.remove(raw.path)
    after_stored(context, raw.media_id)


def _make(work: _Work) -> Kept:
    """What is to be kept, in its place. Raises UnusableFile, DiskFull, OSError."""
    if not work.source.is_file():
        raise UnusableFile("the raw upload is gone", errors.NOT_PREPARED)
    work.files.check_space(work.source.stat().st_size)
    makers: dict[str, Callable[[_Work], Kept]] = {"audio": _sound, "video": _film}
    make = makers.get(work.raw.kind, _picture)
    try:
        return make(work)
    finally:
        for end in ("", ".thumbnail"):
            work.gathered(end).unlink(missing_ok=True)


def _picture(work: _Work) -> Kept:
    """An image or sticker; or a document that is a picture or film, and loses only what else it tells."""
    if work.raw.content_type in (*FILMS, HEIC):
        clean = clean_heif if work.raw.content_type == HEIC else clean_film
        clean(work.source)
        return _kept(work, work.source, work.raw.content_type)
    purpose = work.raw.kind if work.raw.kind in {"image", "sticker"} else "keep"
    made, thumbnail = work.gathered(""), work.gathered(".thumbnail")
    try:
        found = prepare_picture(work.source, made, thumbnail, work.raw.content_type, purpose)
    except UnusableFile:
        if purpose != "keep":
            raise
        return _kept(work, work.source, work.raw.content_type)
    kept = _kept(work, made, found.content_type)
    small = work.files.keep(thumbnail, work.raw.media_id, ".thumbnail") if found.has_thumbnail else None
    return replace(
        kept,
        thumbnail_path=small,
        width=found.width,
        height=found.height,
        is_animated=found.is_animated,
    )


def _sound(work: _Work) -> Kept:
    raw, made, thumbnail = work.raw, work.gathered(""), work.gathered(".thumbnail")
    if not raw.is_voice:
        found = look(work.source, thumbnail, raw.content_type)
        if is_fit_sound(found, raw.content_type, work.source.stat().st_size):
            return replace(_kept(work, work.source, raw.content_type), seconds=found.seconds)
    seconds = make_opus(work.source, made, raw.content_type, is_voice=raw.is_voice)
    return replace(_kept(work, made, "audio/ogg"), seconds=seconds)


def _film(work: _Work) -> Kept:
    """Cleaned and looked at: making another film of it would take minutes."""
    raw, thumbnail = work.raw, work.gathered(".thumbnail")
    clean_film(work.source)
    found = look(work.source, thumbnail, raw.content_type)
    check_film(found)
    small = work.files.keep(thumbnail, raw.media_id, ".thumbnail") if found.has_thumbnail else None
    kept = _kept(work, work.source, raw.content_type)
    return replace(kept, thumbnail_path=small, width=found.width, height=found.height, seconds=found.seconds)


def _kept(work: _Work, path: Path, content_type: str) -> Kept:
    """Moves what is to be kept to its place; the raw file itself is linked, so that no crash loses it."""
    if path == work.source:
        path = work.gathered("")
        path.unlink(missing_ok=True)
        path.hardlink_to(work.source)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return Kept(work.files.keep(path, work.raw.media_id), content_type, size, digest)


def _keep(session: Session, raw: Raw, kept: Kept) -> bool:
    """False if the upload was deleted meanwhile."""
    media = states.held(session, raw)
    if media is None:
        return session.get(Media, raw.media_id) is not None
    is_remade = media.is_voice or kept.content_type != media.content_type
    if media.filename and is_remade and kept.content_type in ENDINGS:
        media.filename = str(Path(media.filename).with_suffix(ENDINGS[kept.content_type]))
    states.keep(session, raw, kept)
    return True


def _refuse(session: Session, raw: Raw, code: str) -> None:
    media = states.held(session, raw)
    if media is not None:
        _settle_badly(session, media, states.REFUSED, code)


def _settle_badly(session: Session, media: Media, state: str, code: str) -> None:
    media.path = None
    states.settle(session, media, state, code)
    media.error = errors.upload_reason(code)


def _give_back(session: Session, raw: Raw) -> None:
    media = states.held(session, raw)
    if media is not None:
        media.lease_until, media.retry_at = None, utc_now() + states.backoff(media.attempts)
