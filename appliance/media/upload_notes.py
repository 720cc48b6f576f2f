"""What an upload ahead of its message met, kept on the file's row until the message is tried again.

The job only uploads: that a message waits, fails, or that all sending stops, is decided where messages are
sent, by the very error that is raised there when a small file meets the same.
"""

from datetime import datetime, timedelta
from typing import Any

from appliance.database import utc_now
from appliance.media import errors
from appliance.media.errors import MediaGone
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

FRESH: timedelta = timedelta(minutes=1)
"""A message that waits asks every few seconds; whoever comes later finds out for itself."""


def note_of(error: MediaGone | GraphError | Unreachable | NoAnswer) -> dict[str, Any]:
    """`error`, as `Media.error` of a stored file."""
    if isinstance(error, MediaGone):
        return {"code": error.code, "message": error.words}
    met: dict[str, Any] = {"at": utc_now().isoformat(), "no_answer": isinstance(error, NoAnswer)}
    if isinstance(error, GraphError):
        met["graph"] = [error.code, error.title, error.http_status, error.subcode]
    return errors.reason(errors.NOT_YET) | {"met": met}


def error_in(note: dict[str, Any] | None) -> MediaGone | GraphError | Unreachable | NoAnswer | None:
    """The error again; None where the row tells of none, or of one that may have passed."""
    if not note:
        return None
    if note.get("code") != errors.NOT_YET:
        return MediaGone(str(note.get("code")), str(note.get("message")))
    met = note["met"]
    if datetime.fromisoformat(met["at"]) < utc_now() - FRESH:
        return None
    if "graph" in met:
        code, title, http_status, subcode = met["graph"]
        return GraphError(code, title, http_status, subcode=subcode)
    return NoAnswer("to the upload") if met["no_answer"] else Unreachable("as the file was uploaded")
