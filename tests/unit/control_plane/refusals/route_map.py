"""The route map: every route, what stands in each place of its path, and what its body may name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from control_plane.access import access_of

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
API = "/api/v1"
SLUG = "/tenants/<slug>"
_AS_RULES = str.maketrans("{}", "<>")
_PARAMETER = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    rule: str
    access: str | None

    @property
    def places(self) -> list[str]:
        """Its path up to each parameter, in order: the same for the API and the panel."""
        inside = self.rule.removeprefix(API)
        return [plain(inside[: found.end()]) for found in _PARAMETER.finditer(inside)]

    def path(self, values: Mapping[str, object]) -> str:
        """Filled in by place. Raises Unfilled: nobody has said what stands there."""
        places = iter(self.places)

        def fill(_found: re.Match[str]) -> str:
            place = next(places)
            if place not in values:
                raise Unfilled(f"{self.rule}: what stands at {place} of another tenant? Say it in places.py")
            return str(values[place])

        return _PARAMETER.sub(fill, self.rule)


class Unfilled(Exception):
    """A route names something that the tests of refusals know nothing of."""


def routes_of(app: Flask) -> list[Route]:
    """Every one, with each of its methods."""
    return [
        Route(rule.endpoint, method, rule.rule, access_of(app, rule.endpoint))
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    ]


def plain(rule: str) -> str:
    """Its parameters by name alone."""
    return _PARAMETER.sub(r"<\1>", rule)


def names_in_bodies(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(method and rule, field) of every field of a body that names something by its id, slug or address."""
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            for body in content.values():
                for field in _fields(spec, body["schema"]):
                    if _NAMES.search(field):
                        yield f"{method.upper()} {path.removeprefix(API)}".translate(_AS_RULES), field


_NAMES = re.compile(
    r"(^|\.)(?!without_)(\w+_)?(ids?|slugs?|tenants?|backups?|operators?|plans?|hostnames?|operations?)$"
)


def _fields(spec: dict[str, Any], schema: dict[str, Any], at: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(part, ()):
            yield from _fields(spec, each, at)
    for name, each in schema.get("properties", {}).items():
        yield f"{at}{name}"
        yield from _fields(spec, each, f"{at}{name}.")
    if "items" in schema:
        yield from _fields(spec, schema["items"], at)
