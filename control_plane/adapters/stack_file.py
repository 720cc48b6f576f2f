"""Fills in compose.tenant.yml: values go into the loaded document, so no value can change its shape."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from control_plane.adapters.engine_api import Json
from control_plane.errors import StepFailed

Value = str | int | list[str]
_PLACE = re.compile(r"\$(?:\$|\{([A-Z][A-Z0-9_]*)\}|)")


def load(path: Path) -> Json:
    """The document as written. Raises StepFailed when it is missing or no YAML mapping."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise StepFailed("stack_file", f"The stack file {path} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise StepFailed("stack_file", f"The stack file {path} is not a mapping.")
    return cast(Json, document)


def render(document: Json, values: Mapping[str, Value]) -> Json:
    """The document with every `${NAME}` replaced.

    A text that is exactly one `${NAME}` takes the value with its type; `$$` stays, and every `$` that a value
    brings is doubled, since the engine's own client substitutes once more.
    Raises StepFailed naming every missing value, or a lone `$`.
    """
    problems: list[str] = []
    rendered = cast(Json, _fill(document, values, problems))
    if problems:
        raise StepFailed(
            "stack_file", "The stack file cannot be filled in: " + "; ".join(sorted(set(problems)))
        )
    return rendered


def untemplated(text: str) -> str:
    """As it is put into a service's environment, where the engine's manager would expand `{{…}}`
    (docs.docker.com/reference/cli/docker/service/create, "Create services using templates").
    """
    return text.replace("{{", '{{"{{"}}')


def to_yaml(document: Json) -> str:
    """Text for `docker stack deploy`; the anchors' own keys (`x-…`) are left out.

    Every text is in quotes: which plain ones are numbers (0089, 1e3), the engine's client sees differently.
    """
    plain = {key: value for key, value in document.items() if not key.startswith("x-")}
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')


_Dumper.add_representer(str, _Dumper.represent_str)


def _fill(node: Any, values: Mapping[str, Value], problems: list[str]) -> Any:
    if isinstance(node, dict):
        return {key: _fill(value, values, problems) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(item, values, problems) for item in node]
    if isinstance(node, str):
        return _fill_text(node, values, problems)
    return node


def _fill_text(text: str, values: Mapping[str, Value], problems: list[str]) -> Value:
    whole = re.fullmatch(r"\$\{([A-Z][A-Z0-9_]*)\}", text)
    if whole and whole[1] in values:
        value = values[whole[1]]
        if isinstance(value, list):
            return [_escaped(item) for item in value]
        return value if isinstance(value, int) else _escaped(value)

    def replace(place: re.Match[str]) -> str:
        if place[0] == "$$":
            return "$$"
        name = place[1]
        if name is None:
            problems.append(f"a lone $ in {text!r}: write $$")
        elif name not in values:
            problems.append(f"no value for {name}")
        elif isinstance(values[name], list):
            problems.append(f"{name} is a list and must stand alone")
        else:
            return _escaped(str(values[name]))
        return ""

    return _PLACE.sub(replace, text)


def _escaped(value: str) -> str:
    return value.replace("$", "$$")
