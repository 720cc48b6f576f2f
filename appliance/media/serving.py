"""Handing a stored file to a browser, which may show pictures, sound, film and PDF, and runs nothing of it.

Ranges and conditions: RFC 9110, 13 and 14. File names: RFC 6266 and RFC 8187.
"""

import re
from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file

from appliance.media.content_type import ENDINGS, PICTURES
from appliance.media.models import Media

PDF = "application/pdf"
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; sandbox"
)
"""Chromium's viewer starts all the same (seen with 156): it is no part of the document."""

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def send_stored(media: Media, path: Path) -> Response:
    """The file, whole or the one range asked for; 304 and 416 as they apply."""
    content_type = media.content_type or "application/octet-stream"
    return _send(path, content_type, f"{media.sha256}", file_name(media))


def send_thumbnail(media: Media, path: Path) -> Response:
    """The small picture."""
    return _send(path, "image/webp", f"{media.sha256}-thumbnail", f"{media.id}.webp")


def file_name(media: Media) -> str:
    """The sender's name for it, else the kind and number with the ending of its type."""
    return media.filename or f"{media.kind}-{media.id}{ENDINGS.get(media.content_type or '', '')}"


def disposition(content_type: str, name: str) -> str:
    """Shown where that is safe, saved otherwise; the name twice, for old programs and in UTF-8."""
    is_shown = content_type in PICTURES | {PDF} or content_type.startswith(("audio/", "video/"))
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    how = "inline" if is_shown else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _send(path: Path, content_type: str, etag: str, name: str) -> Response:
    _settle_range(path.stat().st_size)
    response = send_file(path, mimetype=content_type, conditional=True, etag=etag, max_age=0)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = disposition(content_type, name)
    response.headers["Content-Security-Policy"] = PDF_POLICY if content_type == PDF else SANDBOX
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _settle_range(size: int) -> None:
    """A malformed range is to be ignored and several at once may be: the whole file is answered then.

    The last so many bytes of a file that has fewer are all of them, which Werkzeug takes for an error.
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    first, last = asked.groups() if asked else ("", "")
    if not (first or last) or (first and last and int(last) < int(first)):
        request.environ.pop("HTTP_RANGE", None)
    elif not first and int(last) > size:
        request.environ["HTTP_RANGE"] = "bytes=0-"
