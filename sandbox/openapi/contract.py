"""Reads Meta's OpenAPI file and judges bodies by it."""

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from sandbox.openapi.corrections import CLOSED, CORRECTIONS, Correction

Json = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX = "/{Version}/"
_SCHEMAS = "#/components/schemas/"


def read_document(path: Path) -> Json:
    """The OpenAPI document in the file (YAML, or JSON); raises OSError, yaml.YAMLError."""
    with path.open("rb") as file:
        document: Json = yaml.load(file, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
    return document


class Contract:
    """The schemas of the document, put right by `corrections` (unless told: by all of ours)."""

    def __init__(self, document: Json, corrections: Iterable[Correction] | None = None) -> None:
        schemas = copy.deepcopy(document["components"]["schemas"])
        for name in CLOSED:
            _close(schemas[name])
        for correction in CORRECTIONS if corrections is None else corrections:
            _apply(correction, schemas)
        _heed_discriminators(schemas)
        self._schemas = schemas
        self._paths = document["paths"]
        self._validators: dict[str, Draft202012Validator] = {}

    def problem_of_schema(self, name: str, body: Any) -> str | None:
        """What a schema of this name has against the body, if anything."""
        if name not in self._validators:
            self._validators[name] = self._validator({"$ref": _SCHEMAS + name})
        return _first_problem(self._validators[name], body)

    def problem(self, path: str, body: Any) -> str | None:
        """What the POST of this path (after the version) has against the body, if anything."""
        if path not in self._validators:
            content = self._paths[_PREFIX + path]["post"]["requestBody"]["content"]
            self._validators[path] = self._validator(content["application/json"]["schema"])
        return _first_problem(self._validators[path], body)

    def _validator(self, schema: Json) -> Draft202012Validator:
        whole = {**schema, "components": {"schemas": self._schemas}}
        return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _first_problem(validator: Draft202012Validator, body: Any) -> str | None:
    error = next(iter(validator.iter_errors(body)), None)
    while error is not None and error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return None if error is None else f"{error.json_path}: {error.message[:200]}"


def _close(schema: Json) -> None:
    del schema["allOf"][1]["additionalProperties"]
    schema["unevaluatedProperties"] = False


def _apply(correction: Correction, schemas: Json) -> None:
    target: Any = schemas
    for key in correction.place[:-1]:
        target = target[key]
    last = correction.place[-1]
    target[last] = [*target[last], *correction.value] if correction.adds else correction.value


def _heed_discriminators(schemas: Json) -> None:
    """A list's items whose schema has a discriminator must fit the schema that it leads to.

    JSON Schema ignores discriminators; only at lists is heeding them free of circles.
    """
    for items in list(_items_in(schemas)):
        name = str(items.get("$ref", "")).removeprefix(_SCHEMAS)
        discriminator = schemas.get(name, {}).get("discriminator")
        if discriminator and "oneOf" not in schemas[name]:
            field = discriminator["propertyName"]
            items["allOf"] = [
                {
                    "if": {"properties": {field: {"const": value}}, "required": [field]},
                    "then": {"$ref": target},
                }
                for value, target in discriminator["mapping"].items()
            ]


def _items_in(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        if isinstance(node.get("items"), dict):
            yield node["items"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _items_in(one)
