"""Of which type each field of a call is: said before anything is made of it, so that nothing has happened."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.errors import WrongType

Json = dict[str, Any]
_LATEST = 4_102_444_800
"""The year 2100: what lies beyond is no moment that a message was written at."""
_DIGITS = 18


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    """Kept in a file and shown: half of a surrogate pair is no character."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_id(value: object) -> bool:
    return isinstance(value, str) or _is_integer(value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    """Also as a text, as a form sends it."""
    digits = str(value).removeprefix("-")
    return (_is_integer(value) or isinstance(value, str)) and digits.isdecimal() and len(digits) <= _DIGITS


def _is_number(value: object) -> bool:
    """Neither NaN nor infinite, both of which JSON as Python reads it may hold."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**_DIGITS


def _is_moment(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _LATEST


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_true_or_object(value: object) -> bool:
    return isinstance(value, (bool, dict))


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_true_or_objects(value: object) -> bool:
    return isinstance(value, bool) or _are_objects(value)


_Kind = tuple[Callable[[object], bool], str]
_TEXT: _Kind = (_is_text, "a text")
_NAME: _Kind = (_is_name, "a text")
_ID: _Kind = (_is_id, "an id, a text or a whole number")
_WHOLE: _Kind = (_is_whole, f"a whole number of at most {_DIGITS} digits")
_NUMBER: _Kind = (_is_number, "a number")
_OBJECT: _Kind = (_is_object, "an object")
_OBJECTS: _Kind = (_are_objects, "a list of objects")

INBOUND: Mapping[str, _Kind] = {
    **dict.fromkeys(("phone_number_id", "wa_id", "new_wa_id", "media_id"), _ID),
    **dict.fromkeys(("text", "caption", "reply_to", "message_id", "emoji", "address", "group_id"), _TEXT),
    **dict.fromkeys(("type", "system_type", "unsupported_type", "button_payload", "catalog_id"), _TEXT),
    **dict.fromkeys(("latitude", "longitude"), _NUMBER),
    **dict.fromkeys(("file", "reply", "referred_product"), _OBJECT),
    **dict.fromkeys(("contacts", "product_items"), _OBJECTS),
    "name": _NAME,
    "generate": _WHOLE,
    "timestamp": (_is_moment, "seconds since 1970, before the year 2100"),
    "referral": (_is_true_or_object, "true or an object"),
    "errors": (_is_true_or_objects, "true or a list of objects"),
}
"""What a customer writes. `payload` is any: it stands for what Meta may send one day."""

REPLY: Mapping[str, _Kind] = {
    **dict.fromkeys(("type", "id", "title", "description", "name", "body", "flow_token"), _TEXT),
    "fields": _OBJECT,
}
"""The answer to buttons, a list or a form."""

EVENT: Mapping[str, _Kind] = {
    **dict.fromkeys(("chunks", "messages", "days", "seed", "seconds", "code"), _WHOLE),
    "kind": _TEXT,
}
"""What an event counts, and which of its kind it is."""


def typed(given: Json, types: Mapping[str, _Kind], inside: str = "") -> Json:
    """`given` without the fields of `types` that are null: as if absent. Raises WrongType for the first
    that is of another type than told.
    """
    for name, (fits, words) in types.items():
        if given.get(name) is not None and not fits(given[name]):
            raise WrongType(f"{inside}{name} must be {words}")
    return {name: value for name, value in given.items() if value is not None or name not in types}
