"""Whatever marshmallow says of a field of ours leaves in Portuguese."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from marshmallow.class_registry import _registry

from appliance.app import blueprints
from appliance.http_errors import register_error_handlers
from appliance.validation_words import in_portuguese

ENGLISH = re.compile(
    r"\b(not|must|field|invalid|missing|length|than|be|too|values|match|unknown|cannot)\b", re.IGNORECASE
)
SERIALIZING = ("format",)
"""Said of what we answer, never of what was sent."""


class _Asked(Schema):
    count = fields.Integer(required=True, validate=validate.Range(min=1, max=100))
    kind = fields.String(validate=validate.OneOf(("text", "image")))
    names = fields.List(fields.String(validate=validate.Length(max=3)))
    at = fields.AwareDateTime()
    inner = fields.Nested(lambda: _Asked(only=("kind",)))


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    blueprint = Blueprint("things", __name__)

    @blueprint.post("/things")
    @blueprint.arguments(_Asked)
    def ask(_body: dict[str, Any]) -> str:
        return ""

    app.register_blueprint(blueprint)
    register_error_handlers(app)
    return app


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, {"count": ["Falta este campo."]}),
        ({"count": None}, {"count": ["Este campo não pode ser nulo."]}),
        ({"count": "muitos"}, {"count": ["Deve ser um número inteiro."]}),
        ({"count": 0}, {"count": ["Deve ser de 1 a 100."]}),
        ({"count": 1, "more": 1}, {"more": ["Campo desconhecido."]}),
        ({"count": 1, "kind": 5}, {"kind": ["Deve ser um texto."]}),
        ({"count": 1, "kind": "video"}, {"kind": ["Deve ser um destes: text, image."]}),
        ({"count": 1, "names": "ana"}, {"names": ["Deve ser uma lista."]}),
        ({"count": 1, "names": ["longo"]}, {"names": {"0": ["Longo demais: o máximo é 3."]}}),
        ({"count": 1, "inner": 5}, {"inner": {"_schema": ["Deve ser um objeto."]}}),
        (
            {"count": 1, "at": "2026-11-21T09:14:30"},
            {"at": ["Falta o fuso horário, como em 2026-11-21T09:14:30-03:00."]},
        ),
    ],
)
def test_a_refusal_is_in_portuguese(app: Flask, body: dict[str, Any], said: dict[str, Any]) -> None:
    response = app.test_client().post("/things", json=body)
    error = response.get_json()["error"]
    assert (response.status_code, error["code"], error["details"]) == (422, "invalid_input", {"json": said})


def test_what_is_no_json_too(app: Flask) -> None:
    response = app.test_client().post("/things", data="{", content_type="application/json")
    assert response.get_json()["error"]["details"] == {"json": ["O corpo do pedido não é JSON válido."]}


def test_our_own_sentences_stay() -> None:
    assert in_portuguese({"name": ["Escreva um nome."], "n": [5, None]}) == {
        "name": ["Escreva um nome."],
        "n": [5, None],
    }


def messages_of(field: Any) -> Iterator[str]:
    """All that can be said of the field, and of what is inside it."""
    known = dict(awareness="aware", obj_type="datetime", input="x")
    for key, message in field.error_messages.items():
        if key not in SERIALIZING:
            yield str(message).format(**known)
    for validator in field.validators:
        named = {key: getattr(validator, key, None) for key in ("min", "max", "equal")}
        for key in ("message_min", "message_max", "message_all", "message_equal"):
            if hasattr(validator, key):
                yield getattr(validator, key).format(**named)
        if isinstance(validator, (validate.OneOf, validate.Regexp)):
            yield validator._format_error("x")
    for inner in ("inner", "key_field", "value_field"):
        if getattr(field, inner, None) is not None:
            yield from messages_of(getattr(field, inner))


def schemas() -> Iterator[type[Schema]]:
    """Every schema of the API, whose modules `blueprints` imports."""
    assert blueprints()
    for found in _registry.values():
        yield from (one for one in found if isinstance(one, type) and one.__module__.startswith("appliance."))


@pytest.mark.parametrize("schema", sorted(set(schemas()), key=str), ids=str)
def test_all_that_can_be_said_of_our_fields_has_words(schema: type[Schema]) -> None:
    made = schema()
    said = [*made.error_messages.values()]
    for field in made.fields.values():
        said += messages_of(field)
    assert [one for one in said if ENGLISH.search(in_portuguese(one))] == []
