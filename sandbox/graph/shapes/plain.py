"""Text, media, location and reaction."""

from typing import Any

from sandbox.graph.errors import missing
from sandbox.graph.shapes.fields import Check, address, an_object, degrees, flag, pattern, shape, text

_ID = pattern(r".{1,256}", "an id")
_CAPTION = text(1024)
_MEDIA_EXTRAS: dict[str, dict[str, Check]] = {
    "image": {"caption": _CAPTION},
    "video": {"caption": _CAPTION},
    "document": {"caption": _CAPTION, "filename": text(240)},
    "audio": {"voice": flag},
    "sticker": {},
}


def media(kind: str, *, extras: bool = True) -> Check:
    """A media object: an uploaded `id` or a `link`, never both; `extras`: what the kind has besides."""
    fields: dict[str, Check] = {"id": _ID, "link": address}
    if extras:
        fields |= _MEDIA_EXTRAS[kind]
    known = shape({}, fields)

    def check(value: Any, name: str) -> None:
        content = an_object(value, name)
        if ("id" in content) == ("link" in content) or "" in (content.get("id"), content.get("link")):
            raise missing(f"{name}.id or {name}.link")
        known(content, name)

    return check


TEXT = shape({"body": text(4096)}, {"preview_url": flag})
LOCATION = shape(
    {"latitude": degrees(90), "longitude": degrees(180)}, {"name": text(1000), "address": text(1000)}
)
REACTION = shape({"message_id": _ID}, {"emoji": text(30)})
