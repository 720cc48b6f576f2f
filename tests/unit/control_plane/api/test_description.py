"""The OpenAPI document against itself, and against what the API really answers."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control_plane.database import transaction
from control_plane.models import PlatformFact
from control_plane.rehearsing import PARAMETER
from tests.unit.control_plane.api.conforming import assert_conforms, assert_described, resolve
from tests.unit.control_plane.api.test_tenants import BODY

METHODS = ("get", "post", "patch", "put", "delete")
TEMPLATES = (
    "tenants/{slug}",
    "tenants",
    "operations",
    "operations/{id_}",
    "audit",
    "inventory",
    "auth/me",
)


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


def operations(spec):
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_every_reference_leads_somewhere(spec):
    references = re.findall(r'"\$ref": "([^"]+)"', json.dumps(spec))
    assert references
    for reference in references:
        assert resolve(spec, reference)


def test_every_operation_has_a_name_a_summary_and_says_who_may(app, spec):
    found = list(operations(spec))
    assert len({operation["operationId"] for _, _, operation in found}) == len(found) > 15
    for path, method, operation in found:
        assert operation["summary"] and operation["tags"], path
        is_public = operation.get("security", spec["security"]) == []
        assert is_public == path.startswith(("/api/v1/auth/login", "/api/v1/auth/invitations/")), path
        assert ("403" in operation["responses"]) == (method != "get" or not is_public), path
    assert set(spec["components"]["securitySchemes"]) == {"bearer", "session"}


def test_every_parameter_of_a_path_is_described(spec):
    for path, item in spec["paths"].items():
        described = {parameter["name"] for parameter in item.get("parameters", ())}
        assert set(re.findall(r"{(\w+)}", path)) == described


def test_answers_have_content_and_errors_have_one_shape(spec):
    for path, method, operation in operations(spec):
        for status, response in operation["responses"].items():
            described = resolve(spec, response["$ref"]) if "$ref" in response else response
            assert described["description"], (path, method, status)
            if status[0] == "2":
                assert ("content" in described) == (status != "204"), (path, method, status)
            else:
                schema = described["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Error"}, (path, method, status)
    assert_conforms(
        spec,
        {"$ref": "#/components/schemas/Error"},
        {"error": {"code": "x", "message": "X.", "details": {}}},
    )


def test_what_is_required_exists_and_nothing_of_ours_is_left_in(spec):
    assert "x-needed" not in json.dumps(spec)
    schemas = spec["components"]["schemas"]
    for name, schema in schemas.items():
        assert set(schema.get("required", ())) <= schema["properties"].keys(), name
    body = schemas["CreateTenantBody"]
    assert set(body["required"]) == {"slug", "name", "admin", "whatsapp", "fila_ia"}
    assert set(schemas["Tenant"]["required"]) == schemas["Tenant"]["properties"].keys()
    assert schemas["Tenant"]["properties"]["created_at"]["format"] == "date-time"
    assert schemas["WhatsAppBody"]["properties"]["token"]["format"] == "password"
    assert "default" not in schemas["WhatsAppBody"]["properties"]["token"]


def test_real_answers_are_as_described(client, spec, services, sessions):
    with transaction(sessions) as session:
        session.add(
            PlatformFact(
                name="inventory",
                value={
                    "objects": 1,
                    "missing": [],
                    "orphaned": [{"kind": "job", "name": "x", "tenant": "y"}],
                    "unexpected": [],
                },
            )
        )
        session.add(PlatformFact(name="capacity", value={"cpus": 4}))
    url = "/api/v1"
    headers = {"Idempotency-Key": "one"}
    for status in (202, 200):
        created = client.post(f"{url}/tenants", json=BODY, headers=headers)
        assert created.status_code == status
        assert_described(spec, f"{url}/tenants", "post", created)
    assert_described(spec, f"{url}/tenants", "post", client.post(f"{url}/tenants", json=BODY))
    operation = created.json["operation"]["id"]
    for template in (
        "tenants/{slug}",
        "tenants",
        "operations",
        "operations/{id_}",
        "audit",
        "inventory",
        "platform/capacity",
        "auth/me",
    ):
        path = template.replace("{slug}", "acme").replace("{id_}", operation)
        answer = client.get(f"{url}/{path}")
        assert answer.status_code == 200
        assert_described(spec, f"{url}/{template}", "get", answer)
    for template in ("tenants/{slug}/backups", "tenants/{slug}/brand"):
        answer = client.get(f"{url}/{template.replace('{slug}', 'acme')}")
        assert_described(spec, f"{url}/{template}", "get", answer)
    answer = client.post(f"{url}/tenants/acme/logins")
    assert_described(spec, f"{url}/tenants/{{slug}}/logins", "post", answer)


def test_refusals_of_a_sign_in_are_as_described(visitor, spec):
    path = "/api/v1/auth/login"
    for _ in range(6):
        answer = visitor.post(path, json={"email": "a@b.example", "password": "wrong"})
        assert_described(spec, path, "post", answer)
    assert answer.status_code == 429
    for body in ("{", "[" * 100_000, "x" * 300_000):
        answer = visitor.post(path, data=body, content_type="application/json")
        assert answer.status_code in (400, 413)
        assert_described(spec, path, "post", answer)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
SOME_JSON = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(), PLAIN, max_size=3)
SOME_WORD = st.text(min_size=1, max_size=40) | st.sampled_from(["acme", "9" * 30, "-1", "0"])


def body_for(spec, schema):
    """Something of the right fields, each with a right value, none, or anything at all."""
    if "$ref" in schema:
        return body_for(spec, resolve(spec, schema["$ref"]))
    if schema.get("type") == "object" and "properties" in schema:
        parts = {name: body_for(spec, part) for name, part in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=parts) | SOME_JSON
    if schema.get("type") == "array":
        return st.lists(body_for(spec, schema.get("items", {})), max_size=3) | SOME_JSON
    return st.text() | SOME_JSON


def query_for(operation):
    """Some of its parameters, with anything; others are refused before anything else is looked at."""
    described = {part["name"] for part in operation.get("parameters", ()) if part["in"] == "query"}
    names = sorted(described - {PARAMETER})
    return st.dictionaries(st.sampled_from(names), SOME_WORD) if names else st.just({})


def requests(spec, path, method, operation):
    """(path, method, what Flask's client sends) of one operation."""
    sent = {
        "path": st.tuples(SOME_WORD, SOME_WORD).map(lambda words: fill_in(path, words)),
        "query_string": query_for(operation),
    }
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        sent |= {"data": body_for(spec, schema).map(json.dumps), "content_type": st.just("application/json")}
    return st.tuples(st.just(path), st.just(method), st.fixed_dictionaries(sent))


def fill_in(path, words):
    left = [quote(word.replace("/", "-"), safe="") for word in words]
    return re.sub(r"{\w+}", lambda _: left.pop(), path)


def test_whatever_is_sent_is_answered_as_described(client, spec):
    anything = st.one_of([requests(spec, *operation) for operation in operations(spec)])

    @given(request=anything)
    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    def check(request):
        path, method, sent = request
        answer = client.open(method=method.upper(), **sent)
        if answer.status_code == 404 and answer.json["error"]["code"] == "not_found":
            return  # such a path leads to no route: "." and ".." are tidied away
        assert_described(spec, path, method, answer)

    check()
