"""Judged by a small document of the same build as Meta's, with the same defects."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.app import create_app
from sandbox.openapi.contract import Contract, read_document
from sandbox.openapi.corrections import CLOSED, Correction
from sandbox.settings import Settings
from tests.unit.sandbox.doubles import FakeTenant, ManualTimeline, Sandbox, error_of

Json = dict[str, Any]


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def message(name: str, content: Json) -> Json:
    own = {
        "type": "object",
        "additionalProperties": False,
        "required": [name],
        "properties": {"type": {"type": "string", "enum": [name]}, name: content},
    }
    return {"allOf": [ref("Base"), own]}


@pytest.fixture
def document() -> Json:
    schemas: Json = {name: message(name.removesuffix("Message").lower(), {}) for name in CLOSED}
    schemas["TextMessage"] = message("text", {"type": "object", "properties": {"body": {"type": "string"}}})
    schemas["Base"] = {
        "type": "object",
        "required": ["to"],
        "properties": {"to": {"type": "string"}, "messaging_product": {}},
    }
    schemas["Part"] = {
        "type": "object",
        "properties": {"type": {"enum": ["a"]}},
        "discriminator": {"propertyName": "type", "mapping": {"a": "#/components/schemas/PartA"}},
    }
    schemas["PartA"] = {"allOf": [ref("Part"), {"required": ["size"]}]}
    schemas["Parts"] = {"type": "array", "items": ref("Part")}
    post = {"requestBody": {"content": {"application/json": {"schema": ref("TextMessage")}}}}
    return {
        "components": {"schemas": schemas},
        "paths": {"/{Version}/{Phone-Number-ID}/messages": {"post": post}},
    }


SEND = "{Phone-Number-ID}/messages"
GOOD = {"to": "+1", "messaging_product": "whatsapp", "type": "text", "text": {"body": "Oi"}}


def test_messages_are_closed_as_a_whole(document: Json) -> None:
    contract = Contract(document, [])
    assert contract.problem(SEND, GOOD) is None
    assert "colour" in (contract.problem(SEND, GOOD | {"colour": "red"}) or "")
    assert contract.problem(SEND, GOOD | {"text": {"body": 5}}) == "$.text.body: 5 is not of type 'string'"


def test_discriminators_are_heeded_in_lists(document: Json) -> None:
    contract = Contract(document, [])
    assert contract.problem_of_schema("Parts", [{"type": "a", "size": 1}, {}]) is None
    assert contract.problem_of_schema("Parts", [{"type": "a"}])


def test_a_correction_replaces_or_adds(document: Json) -> None:
    optional = Correction("to", ("Base", "required"), [], "why")
    wider = Correction("kinds", ("Part", "properties", "type", "enum"), ["b"], "why", adds=True)
    contract = Contract(document, [optional, wider])
    assert contract.problem(SEND, {"type": "text", "text": {}}) is None
    assert contract.problem_of_schema("Parts", [{"type": "b"}]) is None
    assert Contract(document, []).problem_of_schema("Parts", [{"type": "b"}])


def test_a_running_sandbox_refuses_what_the_file_refuses(
    document: Json,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    timeline: ManualTimeline,
    tenant: FakeTenant,
) -> None:
    document["components"]["schemas"]["Base"]["properties"]["to"]["pattern"] = "^[+]5511"
    file = tmp_path / "openapi.yaml"
    file.write_text(json.dumps(document))
    assert read_document(file) == document
    monkeypatch.setattr("sandbox.openapi.contract.CORRECTIONS", ())
    judged = Settings(**{**vars(settings), "sandbox_openapi": file})
    sandbox = Sandbox(create_app(judged, timeline, tenant.session()).test_client(), timeline, tenant)
    sandbox.register()
    assert sandbox.send().status_code == 200
    assert error_of(sandbox.send(to="+5521996540303")) == (400, 131009)
