"""Whether what a send call says of a template fits the template. Source: Meta, error codes 132000–132018."""

from typing import Any

from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value, missing
from sandbox.seed_file import Template
from sandbox.templates.rules import MEDIA_FORMATS
from sandbox.templates.variables import variables_of

Json = dict[str, Any]


def sendable(template: Template | None, name: str, language: str) -> Template:
    """The template if it may be sent now; raises GraphError 132001 (404), 132015, 132016."""
    if template is not None and template.status == "APPROVED":
        return template
    if template is not None and template.status == "PAUSED":
        raise GraphError(
            132015, "(#132015) Template is Paused", details=f"Template {name} is paused due to low quality."
        )
    if template is not None and template.status == "DISABLED":
        raise GraphError(
            132016,
            "(#132016) Template is Disabled",
            details=f"Template {name} is disabled due to low quality.",
        )
    raise GraphError(
        132001,
        "(#132001) Template name does not exist in the translation",
        status=404,
        details=f"template name ({name}) does not exist in {language}",
    )


def check_fit(template: Template, components: list[Json]) -> None:
    """Every variable has its value, of the right kind; raises GraphError."""
    parts = {one["type"]: one for one in template.components}
    given = {
        kind: [one for one in components if one["type"] == kind] for kind in ("header", "body", "button")
    }
    is_named = template.parameter_format == "NAMED"
    body = {"text": "{{1}}"} if template.category == "AUTHENTICATION" else parts["BODY"]
    _check_texts("body", variables_of(body.get("text", "")), _parameters(given["body"]), is_named)
    _check_header(parts.get("HEADER"), _parameters(given["header"]), is_named)
    _check_buttons(parts.get("BUTTONS", {}).get("buttons", []), given["button"])


def _parameters(components: list[Json]) -> list[Json]:
    return [parameter for one in components for parameter in one.get("parameters", [])]


def _check_header(header: Json | None, parameters: list[Json], is_named: bool) -> None:
    kind = header["format"] if header else "none"
    if header is None or kind == "TEXT":
        names = variables_of(header.get("text", "")) if header else []
        _check_texts("header", names, parameters, is_named)
        return
    if len(parameters) != 1:
        raise _format_mismatch("header", kind, parameters[0]["type"] if parameters else "unknown")
    received = parameters[0]["type"]
    if received != kind.lower():
        raise _format_mismatch("header", kind, received)
    content = parameters[0].get(received)
    wanted = ("latitude", "longitude") if kind == "LOCATION" else ("id", "link")
    if not isinstance(content, dict) or not any(content.get(name) for name in wanted):
        raise missing(f"template.header.{received}")
    if kind in MEDIA_FORMATS and bool(content.get("id")) == bool(content.get("link")):
        raise invalid_parameter(f"header: {received} takes either id or link.")


def _check_texts(where: str, names: list[str], parameters: list[Json], is_named: bool) -> None:
    if len(parameters) != len(names):
        raise GraphError(
            132000,
            "(#132000) Number of parameters does not match the expected number of params",
            details=f"{where}: number of localizable_params ({len(parameters)}) does not match the expected "
            f"number of params ({len(names)})",
        )
    for parameter in parameters:
        if parameter["type"] not in ("text", "currency", "date_time"):
            raise _format_mismatch(where, "TEXT", parameter["type"])
        text = value_of(parameter)
        if not text:
            raise missing(f"{where}: text")
        if "\n" in text or "\t" in text or "    " in text:
            raise GraphError(
                132018,
                "(#132018) There was an issue with the parameters in your template",
                details=f"{where}: param text cannot have new-line/tab characters or more than 4 "
                "consecutive spaces",
            )
    if is_named and {parameter.get("parameter_name") for parameter in parameters} != set(names):
        raise invalid_parameter(f"{where}: Parameter name is missing or empty.")
    if not is_named and any("parameter_name" in parameter for parameter in parameters):
        raise invalid_parameter(f"{where}: this template's parameters have no names.")


def _check_buttons(buttons: list[Json], given: list[Json]) -> None:
    seen = {}
    for one in given:
        index = str(one.get("index", ""))
        if not index.isdigit() or int(index) >= len(buttons) or index in seen:
            raise invalid_value(f"button: index {index!r} is not one of the template's buttons, once each.")
        expected = buttons[int(index)]["type"]
        if str(one.get("sub_type", "")).upper() != {"OTP": "URL"}.get(expected, expected):
            raise _format_mismatch(f"button {index}", expected, str(one.get("sub_type")))
        seen[index] = _parameters([one])
    for place, button in enumerate(buttons):
        values = [value_of(parameter) for parameter in seen.get(str(place), [])]
        needs = button["type"] in ("COPY_CODE", "OTP") or bool(variables_of(button.get("url", "")))
        if needs and (len(values) != 1 or not values[0]):
            raise missing(f"buttons: Button at index {place} of type {button['type']} requires a parameter")
        if button["type"] == "COPY_CODE" and len(values[0]) > 20:
            raise invalid_value(f"buttons: the code at index {place} has at most 20 characters.")


def value_of(parameter: Json) -> str:
    """The words of a parameter of any textual kind."""
    kind = parameter["type"]
    content = parameter.get(kind)
    if isinstance(content, dict):
        return str(content.get("fallback_value") or "")
    return content if isinstance(content, str) else ""


def _format_mismatch(where: str, expected: str, received: str) -> GraphError:
    return GraphError(
        132012,
        "(#132012) Parameter format does not match format in the created template",
        details=f"{where}: Format mismatch, expected {expected.upper()}, received {received.upper()}",
    )
