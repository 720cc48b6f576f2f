"""Files that people upload: looked at, kept, and given to the worker to be made into what WhatsApp takes.

The row comes first and names no file until one stands in its place: what a crash leaves between is a row
without a path, which nobody was told of and the sweep takes away.
"""

from pathlib import Path

import structlog
from gevent import get_hub
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.job_queues import FORGET_UPLOAD, PREPARE_MEDIA, enqueue
from appliance.media import expiry
from appliance.media.arriving import Arrived, no_space, too_large
from appliance.media.content_type import (
    FILMS,
    PICTURES,
    PROGRAM,
    detect_upload,
    fit,
    is_false_pdf,
    is_false_picture,
)
from appliance.media.files import NO_SPACE, MediaFiles
from appliance.media.kinds import DOCUMENT_LIMIT, KINDS, VOICE, Kind
from appliance.media.models import Media
from appliance.media.states import PREPARING, STORED
from appliance.media.storing import clean_filename
from appliance.media.uploading import after_stored

_NAMES = {
    "image": "imagem: envie JPEG, PNG, WebP, GIF ou BMP",
    "video": "vídeo: envie MP4 ou 3GP",
    "audio": "áudio: envie MP3, M4A, AAC, AMR, OGG, WAV, FLAC ou WebM",
    VOICE: "áudio: envie MP3, M4A, AAC, AMR, OGG, WAV, FLAC ou WebM",
    "sticker": "figurinha: envie WebP, PNG ou JPEG",
}

log = structlog.get_logger()


def add_upload(context: Context, user_id: int, arrived: Arrived) -> Media:
    """The row of a gathered file, moved to its place: `preparing`, or `stored` if it goes as it is.

    Raises NoSpace, InvalidInput (`empty_file`, `too_large`, `program`, `not_a_pdf`, `not_a_picture`,
    `unsupported_type`).
    """
    kind = KINDS[arrived.kind]
    content_type = check(arrived)
    is_ready = arrived.kind == "document" and content_type not in PICTURES | FILMS
    files = MediaFiles(context.settings.media_dir)
    media_id = run_transaction(
        context.sessions, lambda session: _insert(session, user_id, arrived, kind, content_type)
    )
    try:
        path = _keep(files, arrived.path, media_id, is_ready=is_ready)
    except OSError as error:
        run_transaction(context.sessions, lambda session: expiry.forget(session, files, media_id))
        if error.errno in NO_SPACE:
            raise no_space() from error
        raise
    media = run_transaction(
        context.sessions, lambda session: _place(session, media_id, path, is_ready=is_ready)
    )
    log.info("file uploaded", media_id=media_id, kind=arrived.kind, size=arrived.size, user_id=user_id)
    if is_ready:
        after_stored(context, media_id)
    else:
        enqueue(context.queues, PREPARE_MEDIA, media_id)
    return media


def delete_upload(context: Context, user_id: int, media_id: int) -> None:
    """Takes away what `user_id` uploaded and did not send. Raises NotFound, Conflict `media_used`."""
    files = MediaFiles(context.settings.media_dir)

    def work(session: Session) -> list[int]:
        media = session.get(Media, media_id, with_for_update=True)
        if media is None or media.uploaded_by_id != user_id:
            raise NotFound("media_not_found", "Este arquivo não existe.")
        if media.message_id is not None:
            raise Conflict("media_used", "Este arquivo já faz parte de uma mensagem.")
        return expiry.forget(session, files, media_id)

    for upload_id in run_transaction(context.sessions, work):
        enqueue(context.queues, FORGET_UPLOAD, upload_id)


def check(arrived: Arrived) -> str:
    """The file's type by its content. Raises InvalidInput unless it can be sent as its kind."""
    kind = KINDS[arrived.kind]
    if arrived.size == 0:
        raise InvalidInput("empty_file", "O arquivo está vazio.", field="file")
    as_document = arrived.kind != "document" and arrived.size <= DOCUMENT_LIMIT
    if arrived.size > kind.taken_limit:
        raise too_large(kind.taken_limit, document=as_document)
    found = detect_upload(arrived.head, arrived.declared_type, arrived.filename)
    _check_honest(found, arrived.filename)
    if not kind.taken_types:
        return found
    content_type = found if found in kind.taken_types else fit(kind.stored_as, found)
    if content_type in kind.taken_types:
        return content_type
    details = {"field": "file", "found": found, "allowed": sorted(kind.taken_types)}
    raise InvalidInput(
        "unsupported_type",
        f"O WhatsApp não aceita este arquivo como {_NAMES[arrived.kind]}; ou envie como documento.",
        **details | ({"document": True} if as_document else {}),
    )


def _check_honest(found: str, filename: str | None) -> None:
    """Raises InvalidInput for what WhatsApp takes under no kind, or no customer could open."""
    if found == PROGRAM:
        words = "Este arquivo é um programa (como um .exe): o WhatsApp não aceita. Anexe outro arquivo."
        raise InvalidInput("program", words, field="file")
    if is_false_pdf(found, filename):
        words = (
            "Este arquivo não é um PDF, apesar do nome. Abra-o para conferir, salve como PDF e anexe de novo."
        )
        raise InvalidInput("not_a_pdf", words, field="file", found=found)
    if is_false_picture(found, filename):
        words = (
            "Este arquivo não é uma imagem, apesar do nome. "
            "Abra-o para conferir, salve como imagem e anexe de novo."
        )
        raise InvalidInput("not_a_picture", words, field="file", found=found)


def _insert(session: Session, user_id: int, arrived: Arrived, kind: Kind, content_type: str) -> int:
    media = Media(
        uploaded_by_id=user_id,
        kind=kind.stored_as,
        is_voice=arrived.kind == VOICE,
        declared_type=(arrived.declared_type or "")[:128] or None,
        filename=clean_filename(arrived.filename),
        state=PREPARING,
        content_type=content_type,
        size=arrived.size,
        sha256=arrived.sha256,
    )
    session.add(media)
    session.flush()
    return media.id


def _keep(files: MediaFiles, source: Path, media_id: int, *, is_ready: bool) -> str:
    """In a thread: until 100 MB are on the disk, everybody else's requests go on."""
    keep = files.keep if is_ready else files.keep_raw
    return str(get_hub().threadpool.apply(keep, (source, media_id)))


def _place(session: Session, media_id: int, path: str, *, is_ready: bool) -> Media:
    media = session.get_one(Media, media_id, with_for_update=True)
    media.path = path
    if is_ready:
        media.state, media.stored_at = STORED, utc_now()
    return media
