"""Templates as the API and the socket show them, and as the customer will see them."""

from typing import Any

from appliance.conversations.presenting import moment
from appliance.templates.anatomy import Anatomy, anatomy_of, kind_of
from appliance.templates.filling import is_sendable
from appliance.templates.filling_buttons import needs_value
from appliance.templates.models import Template
from appliance.templates.placeholders import names_in, put_in
from appliance.templates.values import check_words
from appliance.whatsapp.fields import get, items, some, text

Json = dict[str, Any]


def audited(template: Template) -> Json:
    """What the audit keeps of it."""
    return {name: getattr(template, name) for name in ("name", "language", "category", "components")}


def present_template(template: Template) -> Json:
    """The public template."""
    return {
        "id": template.id,
        "whatsapp_template_id": template.whatsapp_template_id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "status": template.status,
        "rejection": template.rejection,
        "quality": template.quality,
        "category_change": template.category_change,
        "sendable": is_sendable(template),
        "variables": variables(template),
        "synced_at": moment(template.synced_at),
        "updated_at": moment(template.updated_at),
    }


def variables(template: Template) -> list[Json]:
    """What has to be filled in before it can be sent, in the order in which one reads it.

    {component, index | name, format, example?, label?}: the index of a text's variable is the number in its
    braces, a button's is its place from 0. What an authentication template's button copies is the body's.
    """
    parts = anatomy_of(template)
    found: list[Json] = []
    if parts.header_format == "TEXT":
        found += _of_text("header", parts.header_text, parts)
    elif parts.header_format is not None:
        found.append({"component": "header", "format": parts.header_format})
    found += _of_text("body", parts.body_text, parts)
    for place, button in enumerate(parts.buttons):
        if needs_value(button):
            given = get(button, "example")
            example = text(next(iter(items(given)), None)) or text(given)
            label = text(get(button, "text"))
            variable = {"component": "button", "index": place, "format": kind_of(button)}
            found.append(variable | some(example=example, label=label))
    return found


def _of_text(component: str, template_text: str, parts: Anatomy) -> list[Json]:
    return [
        {
            "component": component,
            **({"index": int(name)} if name.isdecimal() and not parts.is_named else {"name": name}),
            "format": "TEXT",
            **some(example=parts.examples[component].get(name)),
        }
        for name in names_in(template_text)
    ]


def preview(template: Template, values: Json) -> Json:
    """{header?, body, footer?, buttons?} with the values given so far; what is missing stays in braces.

    Raises InvalidInput `invalid_value` for what no variable takes.
    """
    parts = anatomy_of(template)
    buttons = []
    for place, button in enumerate(parts.buttons):
        value = (values.get("buttons") or {}).get(str(place))
        shown = {"type": kind_of(button), **some(text=text(get(button, "text")))}
        url = text(get(button, "url"))
        if shown["type"] == "URL" and url:
            shown["url"] = put_in(url, dict.fromkeys(names_in(url), value)) if value else url
        elif shown["type"] == "COPY_CODE":
            shown |= some(code=value)
        elif shown["type"] == "PHONE_NUMBER":
            shown |= some(phone_number=text(get(button, "phone_number")))
        buttons.append(shown)
    body = _partly(parts.body_text, values.get("body"), "body")
    return {"body": body, **some(header=_header(parts, values), footer=parts.footer_text, buttons=buttons)}


def _header(parts: Anatomy, values: Json) -> Json | None:
    given = values.get("header") or {}
    if parts.header_format == "TEXT":
        names, value = names_in(parts.header_text), given.get("text")
        return {
            "format": "TEXT",
            "text": _partly(parts.header_text, {names[0]: value} if names else {}, "header"),
        }
    if parts.header_format is None:
        return None
    return {
        "format": parts.header_format,
        **some(media_id=given.get("media_id"), location=given.get("location")),
    }


def _partly(template_text: str, given: Any, field: str) -> str:
    names = names_in(template_text)
    values = given if isinstance(given, dict) else dict(zip(names, given or [], strict=False))
    usable = {name: value for name, value in values.items() if isinstance(value, str) and value.strip()}
    for name, value in usable.items():
        check_words(value, f"{field}.{name}")
    return put_in(template_text, usable)
