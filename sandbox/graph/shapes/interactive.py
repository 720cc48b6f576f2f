"""Interactive messages of every kind and their limits. Source: Meta, Messages reference, "Interactive"."""

from collections.abc import Callable
from typing import Any

from sandbox.graph.errors import invalid_parameter, invalid_value, missing
from sandbox.graph.shapes.actions import (
    ADDRESS,
    CALL_PERMISSION,
    CATALOG,
    CTA_URL,
    FLOW,
    LOCATION_REQUEST,
    PRODUCT,
    check_buttons,
    check_list,
    check_product_list,
)
from sandbox.graph.shapes.fields import Check, an_object, filled, one_of, shape
from sandbox.graph.shapes.plain import media

Json = dict[str, Any]
_ANY_HEADER = ("text", "image", "video", "document")
_ACTIONS: dict[str, tuple[Check, int, tuple[str, ...]]] = {
    "button": (check_buttons, 1024, _ANY_HEADER),
    "list": (check_list, 4096, ("text",)),
    "cta_url": (CTA_URL, 1024, _ANY_HEADER),
    "location_request_message": (LOCATION_REQUEST, 1024, ()),
    "flow": (FLOW, 1024, _ANY_HEADER),
    "product": (PRODUCT, 1024, ()),
    "product_list": (check_product_list, 1024, ("text",)),
    "catalog_message": (CATALOG, 1024, ()),
    "call_permission_request": (CALL_PERMISSION, 1024, ()),
    "address_message": (ADDRESS, 1024, ()),
}
"""By kind: the check of its action, the longest body, the headers it may have."""
WITHOUT_BODY = ("product", "call_permission_request")
WITHOUT_FOOTER = ("location_request_message", "call_permission_request")
_HEADERS: dict[str, Check] = {
    "text": filled(60),
    **{kind: media(kind, extras=False) for kind in ("image", "video")},
    "document": media("document"),
}


def check_interactive(content: Any, name: str) -> None:
    """Checks an `interactive` object; raises GraphError."""
    kind = an_object(content, name).get("type")
    if kind is None:
        raise missing("interactive.type")
    if not isinstance(kind, str) or kind not in _ACTIONS:
        raise invalid_value(f"interactive.type must be one of {', '.join(_ACTIONS)}.")
    check_action, longest, headers = _ACTIONS[kind]
    parts: dict[str, Callable[[Any, str], None]] = {"type": one_of(kind), "action": check_action}
    parts["body"] = shape({"text": filled(longest)})
    if headers:
        parts["header"] = lambda value, where: _check_header(value, where, headers)
    if kind not in WITHOUT_FOOTER:
        parts["footer"] = shape({"text": filled(60)})
    for field in ("body", "action"):
        if content.get(field) is None and not (field == "body" and kind in WITHOUT_BODY):
            raise missing(f"interactive.{field}")
    if kind == "product_list" and "header" not in content:
        raise missing("interactive.header")
    for field, value in content.items():
        if field not in parts:
            raise invalid_parameter(f'Unexpected key "{field}" on param "interactive".')
        parts[field](value, f"interactive.{field}")


def _check_header(value: Any, name: str, kinds: tuple[str, ...]) -> None:
    kind = an_object(value, name).get("type")
    if kind is None:
        raise missing(f"{name}.type")
    if kind not in kinds:
        raise invalid_value(f"{name}.type must be one of {', '.join(kinds)}.")
    shape({"type": one_of(kind), kind: _HEADERS[kind]})(value, name)
