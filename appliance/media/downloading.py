"""One file from Meta into the media volume: leased, fetched, looked at, cleaned, kept.

The database is held at the two ends only. A crash anywhere leaves the row pending, and its lease runs out;
the next attempt takes the same places on the disk.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

import structlog

from appliance.context import Context
from appliance.database import run_transaction
from appliance.media import errors, states
from appliance.media.cleaning.film import clean_film
from appliance.media.cleaning.heif import clean_heif
from appliance.media.content_type import FILMS, HEAD_BYTES, HEIC, PICTURES, UNKNOWN, detect, fit
from appliance.media.fetching import Fetcher, NotFetched
from appliance.media.files import NO_SPACE, DiskFull, MediaFiles
from appliance.media.pictures import Prepared, prepare
from appliance.media.programs import UnusableFile
from appliance.media.recordings import look
from appliance.media.states import Kept, Leased
from appliance.realtime.events import publish_pending

log = structlog.get_logger()


def download(context: Context, fetcher: Fetcher, media_id: int) -> None:
    """Does nothing if the file is there already, not due, or in other hands."""
    leased = run_transaction(context.sessions, lambda session: states.lease(session, media_id))
    if leased is not None:
        _attempt(context, fetcher, leased)
    publish_pending(context)


def _attempt(context: Context, fetcher: Fetcher, leased: Leased) -> None:
    files = MediaFiles(context.settings.media_dir)
    try:
        kept = _fetch(fetcher, files, leased)
    except NotFetched as error:
        failed = error
    except DiskFull:
        failed = NotFetched(errors.DISK_FULL)
    except OSError as error:
        failed = NotFetched(errors.DISK_FULL if error.errno in NO_SPACE else errors.STORAGE, str(error))
    else:
        run_transaction(context.sessions, lambda session: states.keep(session, leased, kept))
        log.info("file stored", media_id=leased.media_id, size=kept.size, content_type=kept.content_type)
        return
    log.warning("file not stored", media_id=leased.media_id, attempt=leased.attempt, reason=str(failed)[:200])
    run_transaction(context.sessions, lambda session: states.give_back(session, leased, failed))


def _fetch(fetcher: Fetcher, files: MediaFiles, leased: Leased) -> Kept:
    name = f"{leased.media_id}.{leased.attempt}"
    source, clean, thumbnail = (files.incoming(name + end) for end in ("", ".clean", ".thumbnail"))
    try:
        fetcher.fetch(leased.wanted, files, source)
        content_type = _content_type(leased, source)
        if content_type.startswith(("audio/", "video/")):
            return _keep_recording(files, leased, source, thumbnail, content_type)
        if content_type == HEIC:
            clean_heif(source)
        if content_type not in PICTURES:
            return _keep(files, leased, source, content_type)
        try:
            prepared = prepare(source, clean, thumbnail, content_type)
        except UnusableFile as error:
            if leased.wanted.kind != "document":
                raise NotFetched(errors.UNREADABLE, str(error), is_final=True) from error
            return _keep(
                files, leased, source, UNKNOWN
            )  # a file like any other: never shown, only handed out
        return _keep_picture(files, leased, prepared, (clean, thumbnail), content_type)
    finally:
        for path in (source, clean, thumbnail):
            path.unlink(missing_ok=True)


def _content_type(leased: Leased, source: Path) -> str:
    """Raises NotFetched when the content is not of the message's kind."""
    with source.open("rb") as file:
        found = detect(file.read(HEAD_BYTES), leased.declared_type)
    content_type = fit(leased.wanted.kind, found)
    if content_type is None:
        raise NotFetched(errors.WRONG_TYPE, found, is_final=True)
    return content_type


def _keep(files: MediaFiles, leased: Leased, source: Path, content_type: str) -> Kept:
    size, digest = source.stat().st_size, _digest(source)
    return Kept(files.keep(source, leased.media_id), content_type, size, digest)


def _keep_recording(
    files: MediaFiles, leased: Leased, source: Path, thumbnail: Path, content_type: str
) -> Kept:
    """Whether or not it can be looked into; of a film, not where, when and with what it was made."""
    if content_type in FILMS:
        clean_film(source)
    kept = _keep(files, leased, source, content_type)
    try:
        found = look(files.root / kept.path, thumbnail, content_type)
    except UnusableFile as error:
        log.info("recording not understood", media_id=leased.media_id, reason=str(error)[:200])
        return kept
    small = files.keep(thumbnail, leased.media_id, ".thumbnail") if found.has_thumbnail else None
    return replace(kept, thumbnail_path=small, width=found.width, height=found.height, seconds=found.seconds)


def _keep_picture(
    files: MediaFiles, leased: Leased, prepared: Prepared, made: tuple[Path, Path], content_type: str
) -> Kept:
    clean, thumbnail = made
    small = files.keep(thumbnail, leased.media_id, ".thumbnail") if prepared.has_thumbnail else None
    size, digest = clean.stat().st_size, _digest(clean)
    path = files.keep(clean, leased.media_id)
    return Kept(
        path, content_type, size, digest, small, prepared.width, prepared.height, prepared.is_animated
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
