"""Uploads that no message took: taken away after a day, their files with them."""

from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction, transaction, utc_now
from appliance.job_queues import FORGET_UPLOAD, enqueue
from appliance.media.files import ABANDONED_SECONDS, MediaFiles
from appliance.media.models import Media, Upload
from appliance.media.uploading import LIFETIME
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_media import delete_media
from appliance.whatsapp.meanings import PERMANENT

UNUSED_FOR = timedelta(hours=24)
UNPLACED_FOR = timedelta(minutes=10)
"""A row that names no file after this long was left by a crash: its uploader was told of a failure."""
RAW_SECONDS = 2 * 24 * 3600.0
BATCH = 100

log = structlog.get_logger()


def forget(session: Session, files: MediaFiles, media_id: int) -> list[int]:
    """Deletes an upload's row, and its files unless another row names them too; not one in a message.

    Returns ids of uploads that Meta holds and nobody needs any more: for `forget_at_meta`, after commit.
    """
    media = session.get(Media, media_id, with_for_update=True)
    if media is None or media.message_id is not None:
        return []
    if media.path is None:
        files.remove_unnamed(media_id)
    elif not session.scalar(select(func.count()).where(Media.path == media.path, Media.id != media_id)):
        files.remove(media.path, media.thumbnail_path)
    session.delete(media)
    session.flush()
    return [upload.id for upload in _needless(session, Upload.sha256 == media.sha256)]


def forget_at_meta(context: Context, client: GraphClient, upload_id: int) -> None:
    """What the job does: a file that was uploaded ahead, and then never sent, does not stay with Meta."""
    with context.sessions() as session:
        upload = next(iter(_needless(session, Upload.id == upload_id)), None)
    if upload is None:
        return
    try:
        delete_media(client, upload.phone_number_id, upload.whatsapp_media_id)
    except GraphError as error:
        if error.kind != PERMANENT:  # Meta forgets it by itself in time
            return
    except (Unreachable, NoAnswer):
        return
    with transaction(context.sessions) as session:
        session.execute(delete(Upload).where(Upload.id == upload_id))


def _needless(session: Session, which: ColumnElement[bool]) -> list[Upload]:
    """Those of them whose content no row names."""
    is_named = select(Media.id).where(Media.sha256 == Upload.sha256).exists()
    return list(session.scalars(select(Upload).where(which, ~is_named)))


def _forget(files: MediaFiles, media_id: int, session: Session) -> list[int]:
    return forget(session, files, media_id)


def sweep(context: Context) -> None:
    """What nobody used, what uploads and crashes left on the disk, ids that Meta is about to forget."""
    files = MediaFiles(context.settings.media_dir)
    now = utc_now()
    unplaced = (Media.state == "preparing") & Media.path.is_(None) & (Media.created_at < now - UNPLACED_FOR)
    with context.sessions() as session:
        ids = session.scalars(
            select(Media.id)
            .where(
                Media.message_id.is_(None),
                Media.uploaded_by_id.is_not(None),
                or_(Media.created_at < now - UNUSED_FOR, unplaced),
            )
            .order_by(Media.id)
            .limit(BATCH)
        ).all()
    for media_id in ids:
        for upload_id in run_transaction(context.sessions, partial(_forget, files, media_id)):
            enqueue(context.queues, FORGET_UPLOAD, upload_id)
    if ids:
        log.info("unused uploads forgotten", count=len(ids))
    run_transaction(
        context.sessions,
        lambda session: session.execute(delete(Upload).where(Upload.uploaded_at < now - LIFETIME)),
    )
    files.clear_arriving(ABANDONED_SECONDS)
    files.clear_uploaded(RAW_SECONDS)
