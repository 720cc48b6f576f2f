"""A stored file, to Meta: uploaded once, then sent by its id for as long as Meta keeps it.

A large file is uploaded ahead, by a job of its own, so that nobody's messages wait behind it. Uploading
twice does no harm, so nothing here needs a lock: a crash between Meta's answer and the row costs one more.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import run_transaction, utc_now
from appliance.job_queues import UPLOAD_MEDIA, enqueue
from appliance.media import errors, upload_notes
from appliance.media.errors import MediaGone
from appliance.media.files import MediaFiles
from appliance.media.kinds import MEGABYTE
from appliance.media.models import Media, Upload
from appliance.media.states import PENDING, PREPARING, STORED
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_media import upload_media
from appliance.whatsapp.meanings import PERMANENT
from appliance.whatsapp.outbound_waking import ask_to_send

LIFETIME = timedelta(days=29)
"""Meta keeps an upload 30 days ("Media", 2025-12); one less, for what waits on its way."""
AHEAD_BYTES = 4 * MEGABYTE
"""A smaller file is uploaded as its message is sent; a larger one by its own job, as soon as it is stored."""
SENDER_SECONDS = 20.0
JOB_SECONDS = 150.0
"""For 100 MB from a slow line; with Meta's time to answer it is less than the job's (queues.UPLOAD_MEDIA)."""

log = structlog.get_logger()


class NotReady(Exception):
    """It is still being prepared, or on its way to Meta: later."""

    def __init__(self, words: str, *, is_uploading: bool = False) -> None:
        self.is_uploading = is_uploading
        super().__init__(words)


def media_id_at_meta(context: Context, client: GraphClient, media_id: int) -> str:
    """Meta's id of the stored file `media_id`, uploaded now unless Meta has it; no transaction is held.

    Raises NotReady, MediaGone, and GraphError, Unreachable, NoAnswer: by all of these nothing was sent.
    """
    with context.sessions() as session:
        media = session.get(Media, media_id)
        _check_state(media)
        assert media is not None  # noqa: S101 - for the type checker: _check_state raised otherwise
        known = _known(session, context.settings.whatsapp.phone_number_id, media)
        noted = upload_notes.error_in(media.error)
    if known is not None:
        return known
    if noted is not None:  # what the upload job met; asked again, it is tried again
        run_transaction(context.sessions, lambda session: _note(session, media_id, None))
        raise noted
    if (media.size or 0) > AHEAD_BYTES:
        enqueue(context.queues, UPLOAD_MEDIA, media_id, once=True)
        raise NotReady(f"file {media_id} is being uploaded", is_uploading=True)
    return _upload(context, client, media, SENDER_SECONDS)


def upload_ahead(context: Context, client: GraphClient, media_id: int) -> None:
    """What the job does: Meta has the file afterwards, or its message learns why not.

    Whatever went wrong is left on the row for who sends the message: tries, pauses and stops are the
    outbox's, whoever uploads.
    """
    with context.sessions() as session:
        media = session.get(Media, media_id)
        phone_number_id = context.settings.whatsapp.phone_number_id
        if media is None or media.state != STORED or _known(session, phone_number_id, media):
            return
    try:
        _upload(context, client, media, JOB_SECONDS)
    except (MediaGone, GraphError, Unreachable, NoAnswer) as error:
        log.warning("file not taken by WhatsApp", media_id=media_id, reason=str(error)[:200])
        note = upload_notes.note_of(error)
        run_transaction(context.sessions, lambda session: _note(session, media_id, note))
    wake(context, media_id)


def forget_upload(session: Session, media_id: int) -> None:
    """Meta says on sending that it has no such file: the next attempt uploads it anew."""
    media = session.get(Media, media_id)
    if media is not None:
        session.execute(
            delete(Upload).where(Upload.sha256 == media.sha256, Upload.content_type == media.content_type)
        )


def after_stored(context: Context, media_id: int) -> None:
    """A file has just been stored, or refused: a large one leaves ahead, its message waits no longer."""
    with context.sessions() as session:
        media = session.get(Media, media_id)
    if media is None:
        return
    if media.state == STORED and (media.size or 0) > AHEAD_BYTES:
        enqueue(context.queues, UPLOAD_MEDIA, media_id, once=True)
    else:
        wake(context, media_id)


def wake(context: Context, media_id: int) -> None:
    """The queued message of that file, if any, is tried now."""

    def work(session: Session) -> int | None:
        media = session.get(Media, media_id)
        if media is None or media.message_id is None:
            return None
        is_waiting = (
            Message.id == media.message_id,
            Message.status == "queued",
            Message.claimed_at.is_(None),
        )
        session.execute(update(Message).where(*is_waiting).values(retry_at=utc_now()))
        return session.scalar(select(Message.conversation_id).where(*is_waiting))

    conversation_id = run_transaction(context.sessions, work)
    if conversation_id is not None:
        ask_to_send(context, conversation_id)


def _check_state(media: Media | None) -> None:
    if media is None:
        raise MediaGone(errors.MISSING, errors.SENTENCES[errors.MISSING])
    if media.state in {PREPARING, PENDING}:
        raise NotReady(f"file {media.id} is {media.state}")
    if media.state != STORED:
        error = media.error or {}
        words = str(error.get("message") or "O arquivo não pode ser enviado.")
        raise MediaGone(str(error.get("code") or media.state), words)


def _known(session: Session, phone_number_id: str, media: Media) -> str | None:
    """Meta's id, if this number uploaded the same content as the same type not too long ago."""
    return session.scalar(
        select(Upload.whatsapp_media_id).where(
            Upload.phone_number_id == phone_number_id,
            Upload.sha256 == media.sha256,
            Upload.content_type == media.content_type,
            Upload.uploaded_at > utc_now() - LIFETIME,
        )
    )


def _upload(context: Context, client: GraphClient, media: Media, seconds: float) -> str:
    path = _find(context, media)
    phone_number_id = context.settings.whatsapp.phone_number_id
    content_type = media.content_type or "application/octet-stream"
    started = utc_now()
    try:
        whatsapp_media_id = upload_media(client, phone_number_id, path, content_type, seconds=seconds)
    except GraphError as error:
        if error.kind == PERMANENT:
            words = f"{errors.SENTENCES[errors.NOT_TAKEN]} {error.title}".strip()
            raise MediaGone(errors.NOT_TAKEN, words) from error
        raise
    log.info("file uploaded to WhatsApp", media_id=media.id, size=media.size)

    def remember(session: Session) -> None:
        same = (Upload.phone_number_id == phone_number_id, Upload.sha256 == media.sha256)
        upload = session.scalar(
            select(Upload).where(*same, Upload.content_type == content_type).with_for_update()
        )
        if upload is None:
            upload = Upload(
                phone_number_id=phone_number_id, sha256=media.sha256 or "", content_type=content_type
            )
            session.add(upload)
        upload.whatsapp_media_id, upload.uploaded_at = whatsapp_media_id, started

    run_transaction(context.sessions, remember)
    return whatsapp_media_id


def _find(context: Context, media: Media) -> Path:
    path = MediaFiles(context.settings.media_dir).find(media.path)
    if path is None:
        log.error("stored file is missing", media_id=media.id)
        raise MediaGone(errors.MISSING, errors.SENTENCES[errors.MISSING])
    return path


def _note(session: Session, media_id: int, note: dict[str, Any] | None) -> None:
    media = session.get(Media, media_id, with_for_update=True)
    if media is not None:
        media.error = note
