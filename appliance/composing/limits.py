"""How much fits into a message, as data: checked here before anything is queued, and served to the inbox.

Meta: messages/{text,image,video,document,location,contacts,interactive-*}-messages. Files are measured in
media.kinds, templates in templates.limits. Characters are Unicode code points. What Meta leaves open and we
bound is marked as ours.
"""

from typing import Any, Final

from appliance.media.kinds import ANIMATED_STICKER_LIMIT, KINDS, STATIC_STICKER_LIMIT
from appliance.media.storing import FILENAME_LIMIT
from appliance.templates import limits as of_templates

TEXT: Final = 4096
CAPTION: Final = 1024

PLACE_NAME: Final = 256
PLACE_ADDRESS: Final = 1000
"""Ours, both."""

CARDS: Final = 257
CARD_TEXT: Final = 256
CARD_PHONE: Final = 64
CARD_TYPE: Final = 32
CARD_PARTS: Final = 20
"""Ours: characters of a name or address, of a number, of its kind; numbers and addresses on one card."""

HEADER_TEXT: Final = 60
FOOTER: Final = 60
BODY: Final = 1024
LIST_BODY: Final = 4096
BUTTONS: Final = 3
BUTTON_TITLE: Final = 20
BUTTON_ID: Final = 256
SECTIONS: Final = 10
ROWS: Final = 10
"""In all sections together."""
ROW_ID: Final = 200
ROW_TITLE: Final = 24
ROW_DESCRIPTION: Final = 72
SECTION_TITLE: Final = 24
URL: Final = 2000

OLD_DAYS: Final = 30
"""An older message takes no reaction, and a reply to it shows no quote (Meta: messages/reaction-messages)."""
SCHEDULE_DAYS: Final = 365
"""Ours."""
WINDOW_HOURS: Final = 24

MEDIA_HEADERS: Final = ("image", "video", "document")
HEADERS: Final = {
    "buttons": ("text", *MEDIA_HEADERS),
    "list": ("text",),
    "cta_url": ("text", *MEDIA_HEADERS),
    "location_request": (),
}
"""What may stand above an interactive message, by its kind."""
BODIES: Final = {"buttons": BODY, "list": LIST_BODY, "cta_url": BODY, "location_request": BODY}
FOOTERS: Final = {"buttons": FOOTER, "list": FOOTER, "cta_url": FOOTER, "location_request": 0}


def _file(name: str) -> dict[str, Any]:
    """What Meta takes, and what may be uploaded here to be made into that; no types: any."""
    kind = KINDS[name]
    taken = {"bytes": kind.taken_limit, **_types(kind.taken_types)}
    return {"bytes": kind.sent_limit, **_types(kind.sent_types), "upload": taken}


def _types(found: frozenset[str]) -> dict[str, Any]:
    return {"types": sorted(found)} if found else {}


def _interactive(kind: str, **more: int) -> dict[str, Any]:
    shared = {"body": BODIES[kind], "footer": FOOTERS[kind], "headers": list(HEADERS[kind])}
    return shared | ({"header_text": HEADER_TEXT} if "text" in HEADERS[kind] else {}) | more


LIMITS: Final[dict[str, dict[str, Any]]] = {
    "text": {"content": TEXT},
    "image": {"caption": CAPTION, **_file("image")},
    "video": {"caption": CAPTION, **_file("video")},
    "audio": _file("audio"),
    "voice": _file("voice"),
    "document": {"caption": CAPTION, "filename": FILENAME_LIMIT, **_file("document")},
    "sticker": {
        **_file("sticker"),
        "bytes": STATIC_STICKER_LIMIT,
        "animated_bytes": ANIMATED_STICKER_LIMIT,
    },
    "location": {
        "name": PLACE_NAME,
        "address": PLACE_ADDRESS,
        "latitude": {"min": -90, "max": 90},
        "longitude": {"min": -180, "max": 180},
    },
    "contacts": {
        "contacts": CARDS,
        "phones": CARD_PARTS,
        "emails": CARD_PARTS,
        "phone": CARD_PHONE,
        "type": CARD_TYPE,
        **dict.fromkeys(("name", "email", "company", "title"), CARD_TEXT),
    },
    "interactive": {
        "buttons": _interactive("buttons", buttons=BUTTONS, button_title=BUTTON_TITLE, button_id=BUTTON_ID),
        "list": _interactive(
            "list",
            button=BUTTON_TITLE,
            sections=SECTIONS,
            rows=ROWS,
            section_title=SECTION_TITLE,
            row_id=ROW_ID,
            row_title=ROW_TITLE,
            row_description=ROW_DESCRIPTION,
        ),
        "cta_url": _interactive("cta_url", display_text=BUTTON_TITLE, url=URL),
        "location_request": _interactive("location_request"),
    },
    "template": {
        "name": of_templates.NAME,
        "header_text": of_templates.HEADER,
        "header_variables": 1,
        "body": of_templates.BODY,
        "footer": of_templates.FOOTER,
        "buttons": of_templates.BUTTONS,
        "url_buttons": of_templates.BUTTON_KINDS["URL"],
        "phone_buttons": of_templates.BUTTON_KINDS["PHONE_NUMBER"],
        "copy_code_buttons": of_templates.BUTTON_KINDS["COPY_CODE"],
        "button_text": of_templates.LABEL,
        "url": of_templates.URL,
        "copy_code": of_templates.COPY_CODE,
        "creations_per_hour": of_templates.CREATIONS_PER_HOUR,
    },
    "reaction": {"days": OLD_DAYS},
    "reply": {"days": OLD_DAYS},
    "schedule": {"days": SCHEDULE_DAYS},
    "window": {"hours": WINDOW_HOURS},
}
"""By message type; characters, counts and bytes."""
