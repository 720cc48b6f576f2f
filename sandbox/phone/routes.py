"""The phone page, the faults page, the letter box, their live events, and the files that chats show."""

from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, send_file, send_from_directory

from sandbox.graph.media_store import MediaStore
from sandbox.live import Live

_STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def phone_routes(live: Live, media: MediaStore) -> Blueprint:
    """Pages without third-party files; everything they do goes through `/sandbox/…`."""
    routes = Blueprint("phone", __name__, static_folder=str(_STATIC), static_url_path="/static")

    @routes.get("/")
    def phone() -> Response:
        return send_from_directory(_STATIC, "phone.html")

    @routes.get("/faults")
    def faults() -> Response:
        return send_from_directory(_STATIC, "faults.html")

    @routes.get("/mail")
    def mail() -> Response:
        return send_from_directory(_STATIC, "mail.html")

    @routes.get("/events")
    def events() -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(live.listen(), mimetype="text/event-stream", headers=headers)

    @routes.get("/media/<media_id>")
    def picture(media_id: str) -> Response:
        found = media.get(media_id)
        if found is None:
            return Response(status=404)
        inline = found.mime_type.split("/")[0] in ("image", "audio", "video")
        return send_file(
            BytesIO(found.content),
            mimetype=found.mime_type.partition(";")[0],
            as_attachment=not inline,
            download_name=found.filename,
            conditional=True,
        )

    @routes.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return routes
