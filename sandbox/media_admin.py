"""Files of the phone page: `/sandbox/media`."""

from typing import Any

from flask import Blueprint, Response, request

from sandbox.errors import SandboxError, UnknownThing
from sandbox.graph.media_store import INBOUND_DAYS, MediaStore
from sandbox.graph.uploads import Uploads
from sandbox.registry import Registry

Json = dict[str, Any]


def media_admin_routes(registry: Registry, store: MediaStore, uploads: Uploads) -> Blueprint:
    """Upload a customer's file; let a file expire at once; a profile's picture."""
    routes = Blueprint("media_admin", __name__)

    @routes.post("/media")
    def upload() -> tuple[Json, int]:
        """The body is the file; the header X-Sandbox keeps foreign pages out (they may not send it)."""
        if "X-Sandbox" not in request.headers:
            raise SandboxError("send the header X-Sandbox")
        number = registry.number(request.args.get("phone_number_id", ""))
        filename = request.args.get("filename", "arquivo")
        mime_type = request.headers.get("Content-Type", "application/octet-stream")
        content = request.get_data()
        if not content:
            raise SandboxError("the file is empty")
        media = store.add(number.phone_number_id, mime_type, content, filename=filename, days=INBOUND_DAYS)
        return {"media_id": media.id, "mime_type": mime_type, "size": len(content)}, 201

    @routes.delete("/media/<media_id>")
    def expire(media_id: str) -> Json:
        if store.get(media_id) is None:
            raise UnknownThing(f"no media {media_id}")
        store.delete(media_id)
        return {"ok": True}

    @routes.get("/profile-picture")
    def profile_picture() -> Response:
        """What `profile_picture_url` names; gone with a restart."""
        found = uploads.content(request.args.get("handle", ""))
        if found is None:
            raise UnknownThing("no such picture")
        return Response(found[1], mimetype=found[0])

    return routes
