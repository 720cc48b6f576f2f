"""The brand as the platform's operator sets it: a JSON document with the pictures in it."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from appliance.audit.recording import Origin, asked_by
from appliance.brand import changing, pictures
from appliance.brand.schemas import BrandChangeSchema
from appliance.database import Sessions
from appliance.errors import InvalidInput
from appliance.media import errors

PLATFORM = Origin(user_name="Plataforma")
"""As the client's audit names whoever runs it: which operator it was, the platform's own audit says."""

_PICTURE_PROBLEMS = {
    "empty_file": "it is empty",
    "too_large": "it is larger than 1 MB",
    "svg_not_taken": "SVG is not taken",
    "unsupported_type": "it is no PNG, JPEG or WebP",
    errors.UNREADABLE: "it is damaged, moves, or has more than 4 million pixels",
    errors.DISK_FULL: "the disk has no room for it",
}


def set_from_platform(sessions: Sessions, media_dir: Path, documents: Iterable[str]) -> list[str]:
    """Applies documents as one change, by the rules that the admin's own changes keep; which fields became
    others.

    {name, login_text, colour, logo, favicon}, pictures in base64: what is absent stays, null is as it comes.
    Raises InvalidInput with an English sentence: `bad_brand`, or the picture's own code.
    """
    wanted = {field: value for document in documents for field, value in _read(document).items()}
    images = {field: wanted.pop(field) for field in changing.PICTURES if wanted.get(field) is not None}
    try:
        change: dict[str, Any] = BrandChangeSchema().load(wanted, partial=True)
    except ValidationError as error:
        wrong = ", ".join(error.messages_dict)
        raise _bad(f"wrong {wrong}", fields=error.messages_dict) from error
    for field, text in images.items():
        change[field] = _add(media_dir, field, text)
    asked_by(PLATFORM)
    return changing.change(sessions, media_dir, change)


def _read(document: str) -> dict[str, Any]:
    try:
        wanted = json.loads(document)
    except ValueError as error:
        raise _bad("it is no JSON") from error
    if not isinstance(wanted, dict):
        raise _bad("it is no JSON object")
    return wanted


def _add(media_dir: Path, field: str, text: object) -> str:
    try:
        return pictures.add(media_dir, base64.b64decode(str(text), validate=True))
    except ValueError as error:
        raise _bad(f"{field} is not base64") from error
    except InvalidInput as error:
        problem = _PICTURE_PROBLEMS[error.code]
        raise InvalidInput(error.code, f"The {field} cannot be used: {problem}.", field=field) from error


def _bad(why: str, **details: Any) -> InvalidInput:
    return InvalidInput("bad_brand", f"The brand is not usable: {why}.", **details)
