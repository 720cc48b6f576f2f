"""`/api/v1/media`: files of messages, for the people who may read the messages."""

from pathlib import Path
from typing import Any

import structlog
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from appliance.accounts.access import current_user, requires
from appliance.conversations.visibility import find_message
from appliance.current import current_context
from appliance.database import run_transaction
from appliance.errors import AppError, Conflict, Gone, NotFound
from appliance.media import serving, states, uploads
from appliance.media.arriving import arriving
from appliance.media.files import MediaFiles
from appliance.media.kinds import KINDS
from appliance.media.models import Media
from appliance.media.presenting import present_media
from appliance.realtime.events import publish_pending

blueprint = Blueprint("media", __name__, url_prefix="/api/v1/media", description="Files of messages.")
log = structlog.get_logger()


class MediaSchema(Schema):
    """As below a message's `metadata.media`."""

    id = fields.Integer()
    state = fields.String(metadata={"description": "pending, preparing, stored, expired, refused, failed"})
    kind = fields.String(metadata={"description": "as what it was uploaded here"})
    filename = fields.String()
    mime_type = fields.String()
    size = fields.Integer(metadata={"description": "bytes"})
    width = fields.Integer()
    height = fields.Integer()
    voice = fields.Boolean()
    animated = fields.Boolean()
    seconds = fields.Integer()
    url = fields.String()
    thumbnail_url = fields.String()
    error = fields.Dict(metadata={"description": "code and message"})


@blueprint.post("")
@requires("message.send")
@blueprint.doc(
    requestBody={
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "file"],
                    "properties": {
                        "kind": {"type": "string", "enum": list(KINDS)},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            }
        }
    }
)
@blueprint.response(201, MediaSchema)
def upload() -> dict[str, Any]:
    """Takes a file in, for a message of the next 24 hours; `preparing` while it is made fit for WhatsApp."""
    context = current_context()
    with arriving(request, MediaFiles(context.settings.media_dir)) as arrived:
        return present_media(uploads.add_upload(context, current_user().id, arrived))


@blueprint.delete("/<int:media_id>")
@requires("message.send")
@blueprint.response(204)
def delete(media_id: int) -> None:
    """Takes one's own upload away, as long as no message took it."""
    uploads.delete_upload(current_context(), current_user().id, media_id)


@blueprint.get("/<int:media_id>/state")
@requires("message.read")
@blueprint.response(200, MediaSchema)
def show_state(media_id: int) -> dict[str, Any]:
    """What is known of the file: asked while an upload is `preparing`."""
    return present_media(_read(media_id))


@blueprint.get("/<int:media_id>")
@requires("message.read")
@blueprint.doc(responses={200: {"description": "the file"}, 206: {"description": "a range of it"}})
def show(media_id: int) -> Response:
    """The file itself; one range of it if asked for."""
    media = _read(media_id)
    return serving.send_stored(media, _stored(media, media.path))


@blueprint.get("/<int:media_id>/thumbnail")
@requires("message.read")
@blueprint.doc(responses={200: {"description": "a WebP picture of at most 320 x 320"}})
def show_thumbnail(media_id: int) -> Response:
    """A small picture, of pictures, stickers and films."""
    media = _read(media_id)
    if media.state == states.STORED and media.thumbnail_path is None:
        raise NotFound("no_thumbnail", "Este arquivo não tem miniatura.")
    return serving.send_thumbnail(media, _stored(media, media.thumbnail_path))


@blueprint.post("/<int:media_id>/retry")
@requires("conversation.write")
@blueprint.response(200, MediaSchema)
def retry(media_id: int) -> dict[str, Any]:
    """Asks WhatsApp for it once more, now; `pending` until that is done."""
    context = current_context()

    def work(session: Session) -> dict[str, Any]:
        media = _find(session, media_id, lock=True)
        is_there = MediaFiles(context.settings.media_dir).find(media.path) is not None
        states.ask_again(session, media, is_there=is_there)
        return present_media(media)

    shown = run_transaction(context.sessions, work)
    log.info("file asked for again", media_id=media_id, user_id=current_user().id)
    publish_pending(context)
    return shown


def _read(media_id: int) -> Media:
    """The row, the database released again: a slow browser holds nothing but its file."""
    with current_context().sessions() as session:
        return _find(session, media_id)


def _find(session: Session, media_id: int, *, lock: bool = False) -> Media:
    """Raises NotFound, also when its message was taken back, its conversation is not for this person, or it
    waits for the message of somebody else.
    """
    media = session.get(Media, media_id, with_for_update=True if lock else None)
    if media is not None and media.message_id is None and media.uploaded_by_id == current_user().id:
        return media
    if media is None or media.message_id is None or not _is_for_caller(session, media.message_id):
        raise NotFound("media_not_found", "Este arquivo não existe.")
    return media


def _is_for_caller(session: Session, message_id: int) -> bool:
    try:
        return find_message(session, current_user(), message_id).revoked_at is None
    except NotFound:
        return False


def _stored(media: Media, relative: str | None) -> Path:
    """Where it stands on the disk. Raises what says why there is nothing there."""
    if media.state != states.STORED:
        raise _absent(media)
    path = MediaFiles(current_context().settings.media_dir).find(relative)
    if path is None:
        log.error("stored file is missing", media_id=media.id)
        raise NotFound("media_missing", "O arquivo não está mais guardado. Tente buscá-lo de novo.")
    return path


def _absent(media: Media) -> AppError:
    error = media.error or {}
    details = {"state": media.state, **({"reason": error["code"]} if "code" in error else {})}
    sentence = str(error.get("message") or "O arquivo ainda não chegou.")
    if media.state == states.EXPIRED:
        return Gone("media_expired", sentence, **details)
    return Conflict(f"media_{media.state}", sentence, **details)
