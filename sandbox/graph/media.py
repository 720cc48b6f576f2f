"""Media routes: upload, look up, download, delete. Rules: Meta, "Media", 2025-12."""

import re
from contextlib import closing
from typing import Any

from flask import Blueprint, Response, request

from sandbox.faults import Faults
from sandbox.graph.access import Access
from sandbox.graph.errors import GraphError, invalid_parameter, missing, unknown_object
from sandbox.graph.media_store import Media, MediaStore

_MEGABYTE = 1024 * 1024
_LIMITS = (
    (r"audio/(aac|amr|mpeg|mp4|ogg)", 16 * _MEGABYTE),
    (r"video/(mp4|3gpp)", 16 * _MEGABYTE),
    (r"image/(jpeg|png)", 5 * _MEGABYTE),
    (r"image/webp", 500 * 1024),
    (
        r"text/plain|application/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-.+)",
        100 * _MEGABYTE,
    ),
)


def media_routes(access: Access, store: MediaStore, faults: Faults) -> Blueprint:
    """The routes that speak of files rather than of JSON."""
    routes = Blueprint("graph_media", __name__)

    @routes.post("/<phone_number_id>/media")
    def upload(phone_number_id: str) -> dict[str, str]:
        number = access.number(phone_number_id)
        file = request.files.get("file")
        if request.form.get("messaging_product") != "whatsapp":
            raise invalid_parameter("The parameter messaging_product is required.")
        if file is None:
            raise missing("file")
        if faults.strikes("graph", "media_upload_fails"):
            raise GraphError(131053, "(#131053) Media upload error", details="The file could not be stored.")
        with closing(file):
            mime_type, content = file.mimetype, file.read()
        check_media(mime_type, len(content))
        media = store.add(number.phone_number_id, mime_type, content, filename=file.filename or "file")
        return {"id": media.id}

    @routes.get("/download/<media_id>")
    def download(media_id: str) -> Response:
        numbers = access.numbers()
        media = store.behind_url(media_id, request.args.get("e", 0, type=int))
        if faults.strikes("graph", "media_download_fails"):
            media = None
        if media is None or media.phone_number_id not in [number.phone_number_id for number in numbers]:
            return Response(status=404)
        return Response(media.content, mimetype=media.mime_type)

    return routes


def describe(media: Media, store: MediaStore) -> dict[str, Any]:
    """Graph's answer to reading a media node; its URL holds for five minutes."""
    return {
        "messaging_product": "whatsapp",
        "url": f"{request.base_url.rsplit('/', 1)[0]}/download/{media.id}?e={store.url_expiry()}",
        "mime_type": media.mime_type,
        "sha256": media.sha256_hex,
        "file_size": len(media.content),
        "id": media.id,
    }


def owned_media(media_id: str, access: Access, store: MediaStore) -> Media | None:
    """The media if the caller's token may see it and `?phone_number_id=`, when given, owns it."""
    owners = [number.phone_number_id for number in access.numbers()]
    media = store.get(media_id)
    if media is None or media.phone_number_id not in owners:
        return None
    wanted = request.args.get("phone_number_id")
    if wanted and wanted != media.phone_number_id:
        raise unknown_object(media_id, request.method.lower())
    return media


def check_media(mime_type: str, size: int) -> None:
    """Raises GraphError for a type (131053) or a size in bytes (100) that WhatsApp does not take."""
    for pattern, limit in _LIMITS:
        if re.fullmatch(pattern, mime_type):
            if size > limit:
                raise invalid_parameter(f"File size {size} exceeds the limit of {limit} bytes.")
            return
    raise GraphError(
        131053,
        "(#131053) Media upload error",
        details=f"Unsupported mime type {mime_type}.",
    )
