"""What a new or changed template must be. Rules and limits: Meta, templates/components."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sandbox.templates.errors import (
    BODY,
    FOOTER,
    HEADER,
    TOO_LONG,
    TOO_MANY_VARIABLES,
    VARIABLE_AT_EDGE,
    refused,
)
from sandbox.templates.rule_buttons import check_buttons
from sandbox.templates.variables import spans_of, variables_of

Json = dict[str, Any]
KINDS = ("HEADER", "BODY", "FOOTER", "BUTTONS")
MEDIA_FORMATS = ("IMAGE", "VIDEO", "DOCUMENT")
KnowsHandle = Callable[[str], bool]


def checked_components(
    components: object, category: str, parameter_format: str, knows_handle: KnowsHandle
) -> list[Json]:
    """The components in Graph's own writing (types in capitals); raises GraphError 100."""
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        raise refused("components must be a list of objects.")
    known = [one | {"type": str(one.get("type", "")).upper()} for one in components]
    kinds = [one["type"] for one in known]
    if strange := [kind for kind in kinds if kind not in KINDS]:
        raise refused(f"Component type {strange[0]!r} is not one of {', '.join(KINDS)}.")
    if len(set(kinds)) < len(kinds):
        raise refused("Each component may stand once.")
    if "BODY" not in kinds:
        raise refused("Component of type BODY is missing.", BODY)
    is_named = parameter_format == "NAMED"
    for one in known:
        if one["type"] == "HEADER":
            one["format"] = _check_header(one, is_named, knows_handle)
        elif one["type"] == "BODY" and category != "AUTHENTICATION":
            _check_body(one, is_named)
        elif one["type"] == "FOOTER" and category != "AUTHENTICATION":
            _check_footer(one)
        elif one["type"] == "BUTTONS":
            one["buttons"] = check_buttons(one.get("buttons"), category)
    return sorted(known, key=lambda one: KINDS.index(one["type"]))


def _check_header(header: Json, is_named: bool, knows_handle: KnowsHandle) -> str:
    kind = str(header.get("format", "")).upper()
    example = header.get("example")
    if kind == "TEXT":
        text = _text(header, "Header", 60, HEADER)
        names = _checked_variables(text, is_named, HEADER)
        if len(names) > 1:
            raise refused("A header may have one variable.", HEADER)
        if names:
            _check_examples(example, "header_text", names, is_named, HEADER)
    elif kind in MEDIA_FORMATS:
        handles = example.get("header_handle") if isinstance(example, dict) else None
        if not isinstance(handles, list) or len(handles) != 1 or not knows_handle(str(handles[0])):
            raise refused("A media header needs example.header_handle from a resumable upload.", HEADER)
    elif kind != "LOCATION":
        raise refused(f"Header format {kind!r} is unknown.", HEADER)
    return kind


def _check_body(body: Json, is_named: bool) -> None:
    text = _text(body, "Body", 1024, BODY)
    names = _checked_variables(text, is_named, BODY)
    spans = spans_of(text)
    if not spans:
        return
    if not text[: spans[0][0]].strip() or not text[spans[-1][1] :].strip():
        raise refused("Variables can't be at the start or end of the template.", VARIABLE_AT_EDGE)
    if any(not text[end:start].strip() for (_, end), (start, _) in pairwise(spans)):
        raise refused("Variables can't stand next to each other.", BODY)
    words = len(re.sub(r"\{\{[^{}]*\}\}", " ", text).split())
    if words < 2 * len(spans) + 1:
        raise refused("This template has too many variables for its length.", TOO_MANY_VARIABLES)
    _check_examples(body.get("example"), "body_text", names, is_named, BODY)


def _check_footer(footer: Json) -> None:
    if variables_of(_text(footer, "Footer", 60, FOOTER)):
        raise refused("A footer can't have variables.", FOOTER)


def _text(component: Json, what: str, most: int, subcode: int) -> str:
    text = component.get("text")
    if not isinstance(text, str) or not text.strip():
        raise refused(f"{what} text is missing.", subcode)
    if len(text) > most:
        raise refused(f"{what} text can't have more than {most} characters.", TOO_LONG)
    return text


def _checked_variables(text: str, is_named: bool, subcode: int) -> list[str]:
    names = variables_of(text)
    if is_named:
        if not all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names):
            raise refused("Names of variables are lower-case letters, digits and underscores.", subcode)
    elif names != [str(index + 1) for index in range(len(names))]:
        raise refused("Variables are numbered {{1}}, {{2}}… without gaps.", subcode)
    return names


def _check_examples(example: object, key: str, names: list[str], is_named: bool, subcode: int) -> None:
    """`header_text: [..]`, `body_text: [[..]]`, or `…_named_params: [{param_name, example}]`."""
    given = example.get(f"{key}_named_params" if is_named else key) if isinstance(example, dict) else None
    if is_named:
        rows = given if isinstance(given, list) else []
        told = {str(row.get("param_name")) for row in rows if isinstance(row, dict) and row.get("example")}
        complete = told == set(names)
    else:
        values = given[0] if key == "body_text" and isinstance(given, list) and given else given
        values = values if isinstance(values, list) else []
        complete = len(values) == len(names) and all(isinstance(one, str) and one for one in values)
    if not complete:
        raise refused("Each variable needs an example.", subcode)
