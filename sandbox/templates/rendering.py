"""A sent template as the customer's phone shows it."""

from typing import Any

from sandbox.graph.errors import GraphError
from sandbox.seed_file import Template
from sandbox.templates.matching import value_of
from sandbox.templates.variables import replaced

Json = dict[str, Any]


def rendered(template: Template, components: list[Json]) -> Json:
    """category, header ({format, text | media | location}), body, footer, buttons. GraphError 132005."""
    parts = {one["type"]: one for one in template.components}
    answer: Json = {"category": template.category, "body": _body(template, parts["BODY"], components)}
    if "HEADER" in parts:
        answer["header"] = _header(parts["HEADER"], components)
    footer = parts.get("FOOTER", {})
    if footer.get("code_expiration_minutes"):
        answer["footer"] = f"Este código expira em {footer['code_expiration_minutes']} minutos."
    elif footer.get("text"):
        answer["footer"] = footer["text"]
    buttons = parts.get("BUTTONS", {}).get("buttons", [])
    answer["buttons"] = [_button(index, one, components) for index, one in enumerate(buttons)]
    return answer


def _body(template: Template, body: Json, components: list[Json]) -> str:
    text = body.get("text", "")
    if template.category == "AUTHENTICATION":
        text = "*{{1}}* é o seu código de verificação."
        if body.get("add_security_recommendation"):
            text += " Para sua segurança, não o compartilhe."
    filled = _filled(text, _parameters("body", components))
    if len(filled) > 4096:
        raise GraphError(132005, "(#132005) Translated text too long", details="body: text too long")
    return filled


def _header(header: Json, components: list[Json]) -> Json:
    parameters = _parameters("header", components)
    if header["format"] == "TEXT":
        return {"format": "TEXT", "text": _filled(header.get("text", ""), parameters)}
    kind = header["format"].lower()
    return {"format": header["format"], kind: parameters[0][kind]}


def _button(index: int, button: Json, components: list[Json]) -> Json:
    """`payload`: what the webhook of a tapped quick reply carries."""
    own = [one for one in components if one["type"] == "button" and str(one.get("index")) == str(index)]
    values = [value_of(parameter) for one in own for parameter in one.get("parameters", [])]
    value = values[0] if values else ""
    label = button.get("text") or {"COPY_CODE": "Copiar código", "OTP": "Copiar código"}.get(
        button["type"], ""
    )
    shown: Json = {"type": button["type"], "text": label}
    if button["type"] == "QUICK_REPLY":
        shown["payload"] = value or label
    elif button["type"] == "URL":
        shown["url"] = replaced(button["url"], lambda _: value)
    elif button["type"] == "PHONE_NUMBER":
        shown["phone_number"] = button["phone_number"]
    elif value:
        shown["code"] = value
    return shown


def _parameters(kind: str, components: list[Json]) -> list[Json]:
    return [parameter for one in components if one["type"] == kind for parameter in one.get("parameters", [])]


def _filled(text: str, parameters: list[Json]) -> str:
    values = {
        str(parameter.get("parameter_name") or index + 1): value_of(parameter)
        for index, parameter in enumerate(parameters)
    }
    return replaced(text, lambda name: values.get(name, ""))
