"""As much of JSON Schema as our description uses: whether an answer is what was described."""

from typing import Any

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def assert_conforms(spec: dict[str, Any], schema: dict[str, Any], value: Any, at: str = "answer") -> None:
    if "$ref" in schema:
        assert_conforms(spec, resolve(spec, schema["$ref"]), value, at)
    elif "anyOf" in schema:
        assert any(conforms(spec, option, value) for option in schema["anyOf"]), (at, value)
    else:
        names = schema.get("type", [])
        types = [TYPES[name] for name in ([names] if isinstance(names, str) else names)]
        assert not types or any(isinstance(value, type_) for type_ in types), (at, value)
        assert value in schema.get("enum", [value]), (at, value)
        if isinstance(value, dict):
            assert set(schema.get("required", ())) <= value.keys(), (at, value.keys())
            for name, part in schema.get("properties", {}).items():
                if name in value:
                    assert_conforms(spec, part, value[name], f"{at}.{name}")
        if isinstance(value, list):
            for row in value:
                assert_conforms(spec, schema.get("items", {}), row, f"{at}[]")


def conforms(spec: dict[str, Any], schema: dict[str, Any], value: Any) -> bool:
    try:
        assert_conforms(spec, schema, value)
    except AssertionError:
        return False
    return True


def resolve(spec: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = spec
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found


def assert_described(spec: dict[str, Any], path: str, method: str, answer: Any) -> None:
    """Its status stands in the description of the operation, and its body is of that status's schema."""
    responses = spec["paths"][path][method.lower()]["responses"]
    assert str(answer.status_code) in responses, (method, path, answer.status_code, answer.text[:300])
    described = responses[str(answer.status_code)]
    described = resolve(spec, described["$ref"]) if "$ref" in described else described
    if "application/json" in described.get("content", {}):
        assert_conforms(spec, described["content"]["application/json"]["schema"], answer.json)
