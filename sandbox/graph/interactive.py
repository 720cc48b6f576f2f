"""Limits of interactive messages. Source: Meta, "Interactive" in the Messages reference."""

from typing import Any

from sandbox.graph.errors import invalid_value, missing

Json = dict[str, Any]
_BODY_LIMITS = {"button": 1024, "list": 4096, "cta_url": 1024, "location_request_message": 1024, "flow": 1024}


def check_interactive(content: Json) -> None:
    """Checks an `interactive` object; raises GraphError."""
    kind = content.get("type")
    if kind not in _BODY_LIMITS:
        raise invalid_value(f"interactive.type must be one of {', '.join(_BODY_LIMITS)}.")
    _text(_object(content, "body").get("text"), "interactive.body.text", _BODY_LIMITS[kind])
    action = _object(content, "action")
    if "footer" in content:
        _text(_object(content, "footer").get("text"), "interactive.footer.text", 60)
    if kind == "button":
        _check_buttons(action)
    elif kind == "list":
        _check_list(action)


def _check_buttons(action: Json) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise invalid_value("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    replies = [reply for button in _objects(buttons) for reply in _objects([button.get("reply")])]
    for reply in replies:
        _text(reply.get("title"), "button title", 20)
        _text(reply.get("id"), "button id", 256)
    if len({reply["id"] for reply in replies}) < len(buttons):
        raise invalid_value("Duplicated button ids are not allowed")


def _check_list(action: Json) -> None:
    _text(action.get("button"), "action.button", 20)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise invalid_value("Invalid sections count. Min: 1, Max: 10")
    rows = [row for section in _objects(sections) for row in _objects(section.get("rows"))]
    if not 1 <= len(rows) <= 10:
        raise invalid_value("Total row count exceed max allowed count: 10")
    if len(sections) > 1:
        for section in sections:
            _text(section.get("title"), "section title", 24)
    for row in rows:
        _text(row.get("id"), "row id", 200)
        _text(row.get("title"), "row title", 24)
        if row.get("description"):
            _text(row["description"], "row description", 72)


def _objects(value: object) -> list[Json]:
    """The items of a list, every one of which must be an object."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid_value("interactive.action is malformed.")
    return value


def _object(content: Json, name: str) -> Json:
    value = content.get(name)
    if not isinstance(value, dict):
        raise missing(f"interactive.{name}")
    return value


def _text(value: object, name: str, most: int) -> None:
    if not isinstance(value, str) or not value:
        raise missing(name)
    if len(value) > most:
        raise invalid_value(f"{name}: length invalid. Min length: 1, Max length: {most}")
