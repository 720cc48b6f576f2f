"""Resumable uploads: the example files of templates. Source: Graph API, resumable upload."""

import base64
import secrets
from dataclasses import dataclass, field

from flask import Blueprint, request

from sandbox.graph.access import Access
from sandbox.graph.errors import GraphError, invalid_parameter, unknown_object
from sandbox.registry import app_id_of

Json = dict[str, object]
_TYPES = ("image/jpeg", "image/jpg", "image/png", "video/mp4", "application/pdf")


@dataclass
class _Session:
    length: int
    mime_type: str
    content: bytearray = field(default_factory=bytearray)


class Uploads:
    """Sessions that are open, and the handles of the files that came whole; in memory."""

    def __init__(self) -> None:
        self._sessions: dict[str, _Session] = {}
        self._handles: dict[str, tuple[str, bytes]] = {}

    def open(self, length: int, mime_type: str) -> str:
        """A new session's id; raises GraphError 100 for a type that no example may have."""
        if mime_type not in _TYPES:
            raise invalid_parameter(f"file_type must be one of {', '.join(_TYPES)}.")
        if length <= 0:
            raise invalid_parameter("file_length must be the number of bytes.")
        name = "upload:" + secrets.token_urlsafe(24)
        self._sessions[name] = _Session(length, mime_type)
        return name

    def offset(self, name: str) -> int:
        return len(self._session(name, "get").content)

    def receive(self, name: str, offset: int, content: bytes) -> str | None:
        """Adds `content` at `offset`; the file's handle once it is whole. Raises GraphError 100."""
        session = self._session(name, "post")
        if offset != len(session.content) or offset + len(content) > session.length:
            raise invalid_parameter(f"file_offset must be {len(session.content)}.")
        session.content += content
        if len(session.content) < session.length:
            return None
        del self._sessions[name]
        kind = base64.b64encode(session.mime_type.encode()).decode()
        handle = f"4::{kind}:{secrets.token_urlsafe(24)}"
        self._handles[handle] = (session.mime_type, bytes(session.content))
        return handle

    def knows(self, handle: str) -> bool:
        """Whether the handle came from a finished upload."""
        return handle in self._handles

    def content(self, handle: str) -> tuple[str, bytes] | None:
        """Type and bytes of a finished upload."""
        return self._handles.get(handle)

    def _session(self, name: str, verb: str) -> _Session:
        try:
            return self._sessions[name]
        except KeyError:
            raise unknown_object(name, verb) from None


def upload_routes(access: Access, uploads: Uploads) -> Blueprint:
    """`POST /{app_id}/uploads`, then the bytes to the id it answers."""
    routes = Blueprint("graph_uploads", __name__)

    @routes.post("/<app_id>/uploads")
    def start(app_id: str) -> Json:
        if app_id not in ("app", *(app_id_of(number) for number in access.numbers())):
            raise unknown_object(app_id, "post")
        told = request.get_json(silent=True)
        told = told if isinstance(told, dict) else request.values
        length = str(told.get("file_length", "0"))
        return {"id": uploads.open(int(length) if length.isdigit() else 0, str(told.get("file_type", "")))}

    @routes.get("/upload:<key>")
    def resume(key: str) -> Json:
        access.numbers()
        return {"id": f"upload:{key}", "file_offset": uploads.offset(f"upload:{key}")}

    @routes.post("/upload:<key>")
    def send(key: str) -> Json:
        access.numbers()
        offset = request.headers.get("file_offset") or request.headers.get("file-offset") or ""
        if not offset.isdigit():
            raise GraphError(100, "(#100) Header file_offset is required")
        handle = uploads.receive(f"upload:{key}", int(offset), request.get_data())
        return (
            {"h": handle}
            if handle
            else {"id": f"upload:{key}", "file_offset": uploads.offset(f"upload:{key}")}
        )

    return routes
