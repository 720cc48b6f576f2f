"""The form of a send call's `template` object, before any template is looked up. Source: Meta, Messages."""

from typing import Any

from sandbox.graph.errors import invalid_value, missing
from sandbox.graph.shapes.fields import Check, any_object, filled, list_of, one_of, shape, text
from sandbox.graph.shapes.plain import LOCATION, media

Json = dict[str, Any]


def _check_number(value: Any, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid_value(f"{name} must be a whole number.")


_PARAMETERS: dict[str, Check] = {
    "text": text(32768),
    "currency": shape({"fallback_value": text(1024), "code": text(3), "amount_1000": _check_number}),
    "date_time": shape(
        {"fallback_value": text(1024)},
        {"calendar": text(32)}
        | dict.fromkeys(("day_of_week", "year", "month", "day_of_month", "hour", "minute"), _check_number),
    ),
    "image": media("image", extras=False),
    "video": media("video", extras=False),
    "document": media("document"),
    "location": LOCATION,
    "payload": text(256),
    "coupon_code": text(20),
    "action": any_object,
}
"""By type of parameter: the check of the object or text that stands under it."""


_OF_BUTTONS = ("text", "payload", "coupon_code", "action")
_SUB_TYPES = ("quick_reply", "url", "copy_code", "flow", "catalog", "voice_call", "mpm", "phone_number")


def _parameter(*kinds: str) -> Check:
    def check(value: Any, name: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            raise invalid_value(f"{name}.type must be one of {', '.join(kinds)}.")
        shape({"type": one_of(kind), kind: _PARAMETERS[kind]}, {"parameter_name": filled(100)})(value, name)

    return check


def _check_index(value: Any, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int) or str(value) not in map(str, range(10)):
        raise invalid_value(f"{name} must be the number of a button.")


_TEXTUAL = list_of(_parameter(*(kind for kind in _PARAMETERS if kind not in _OF_BUTTONS[1:])), 0, 100)
_COMPONENTS: dict[str, Check] = {
    "header": shape({"type": one_of("header"), "parameters": _TEXTUAL}),
    "body": shape({"type": one_of("body")}, {"parameters": _TEXTUAL}),
    "button": shape(
        {
            "type": one_of("button"),
            "sub_type": one_of(*_SUB_TYPES),
            "index": _check_index,
            "parameters": list_of(_parameter(*_OF_BUTTONS), 1, 1),
        }
    ),
}


def _check_component(value: Any, name: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _COMPONENTS:
        raise invalid_value(f"{name}.type must be one of {', '.join(_COMPONENTS)}.")
    _COMPONENTS[kind](value, name)
    if kind == "header" and not value["parameters"]:
        raise missing(f"{name}.parameters")


check_template = shape(
    {
        "name": filled(512),
        "language": shape({"code": filled(20)}, {"policy": one_of("deterministic")}),
    },
    {"components": list_of(_check_component, 0, 20), "namespace": text(256)},
)
