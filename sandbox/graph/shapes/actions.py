"""The `action` of each kind of interactive message."""

from typing import Any

from sandbox.graph.errors import invalid_value, missing
from sandbox.graph.shapes.fields import (
    address,
    an_object,
    any_object,
    filled,
    list_of,
    one_of,
    shape,
    text,
)

Json = dict[str, Any]
_REPLY = shape({"id": filled(256), "title": filled(20)})
_BUTTON = shape({"type": one_of("reply"), "reply": _REPLY})
_BUTTONS = shape({"buttons": list_of(_BUTTON, 1, 3)})
_ROW = shape({"id": filled(200), "title": filled(24)}, {"description": text(72, too_long=invalid_value)})
_SECTION = shape({"rows": list_of(_ROW, 1, 10)}, {"title": text(24, too_long=invalid_value)})
_LIST = shape({"button": filled(20), "sections": list_of(_SECTION, 1, 10)})
_PRODUCT = shape({"product_retailer_id": filled(200)})
_PRODUCTS = shape({"product_items": list_of(_PRODUCT, 1, 30), "title": filled(24)})
_PRODUCT_LIST = shape({"catalog_id": filled(100), "sections": list_of(_PRODUCTS, 1, 10)})

CTA_URL = shape(
    {
        "name": one_of("cta_url"),
        "parameters": shape({"display_text": filled(20), "url": address}),
    }
)
LOCATION_REQUEST = shape({"name": one_of("send_location")})
PRODUCT = shape({"catalog_id": filled(100), "product_retailer_id": filled(200)})
CATALOG = shape(
    {
        "name": one_of("catalog_message"),
        "parameters": shape({"thumbnail_product_retailer_id": filled(200)}),
    }
)
CALL_PERMISSION = shape({"name": one_of("call_permission_request")})
ADDRESS = shape({"name": one_of("address_message"), "parameters": any_object})
_FLOW_PARAMETERS = shape(
    {"flow_message_version": one_of("3"), "flow_cta": filled(30)},
    {
        "flow_id": filled(100),
        "flow_name": filled(200),
        "flow_token": filled(4096),
        "mode": one_of("draft", "published"),
        "flow_action": one_of("navigate", "data_exchange"),
        "flow_action_payload": shape({}, {"screen": filled(200), "data": any_object}),
    },
)


def check_buttons(value: Any, name: str) -> None:
    """Reply buttons: at most three, each with an id of its own."""
    _BUTTONS(value, name)
    ids = [button["reply"]["id"] for button in value["buttons"]]
    if len(set(ids)) < len(ids):
        raise invalid_value("Duplicated button ids are not allowed")
    titles = [button["reply"]["title"] for button in value["buttons"]]
    if len(set(titles)) < len(titles):
        raise invalid_value("Duplicated button titles are not allowed")


def check_list(value: Any, name: str) -> None:
    """A list: at most ten rows in all, sections with titles when there are several."""
    _LIST(value, name)
    rows = [row for section in value["sections"] for row in section["rows"]]
    if len(rows) > 10:
        raise invalid_value("Total row count exceed max allowed count: 10")
    if len({row["id"] for row in rows}) < len(rows):
        raise invalid_value("Duplicated row ids are not allowed")
    _check_titles(value["sections"])


def check_product_list(value: Any, name: str) -> None:
    """Several products: at most thirty in all."""
    _PRODUCT_LIST(value, name)
    if sum(len(section["product_items"]) for section in value["sections"]) > 30:
        raise invalid_value("Total product count exceed max allowed count: 30")


def _check_titles(sections: list[Json]) -> None:
    if len(sections) > 1 and not all(section.get("title") for section in sections):
        raise missing("action.sections.title")


def _check_flow_parameters(value: Any, name: str) -> None:
    content = an_object(value, name)
    if ("flow_id" in content) == ("flow_name" in content):
        raise missing(f"{name}.flow_id or {name}.flow_name")
    _FLOW_PARAMETERS(content, name)


FLOW = shape({"name": one_of("flow"), "parameters": _check_flow_parameters})
