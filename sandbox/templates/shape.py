"""The form of a send call's `template` object, before any template is looked up. Source: Meta, Messages."""

from typing import Any

from sandbox.graph.errors import invalid_value, missing
from sandbox.templates.matching import PARAMETER_TYPES

Json = dict[str, Any]
_COMPONENTS = ("header", "body", "button", "footer", "carousel", "limited_time_offer", "order_status")


def check_shape(content: Json) -> None:
    """Raises GraphError 131008 for what is missing, 131009 for what has the wrong form."""
    name, language = content.get("name"), content.get("language")
    if not isinstance(name, str) or not name:
        raise missing("template.name")
    if not isinstance(language, dict) or not isinstance(language.get("code"), str) or not language["code"]:
        raise missing("template.language.code")
    if language.get("policy", "deterministic") != "deterministic":
        raise invalid_value("template.language.policy must be deterministic.")
    for component in _objects(content.get("components", []), "template.components"):
        _check_component(component)


def _check_component(component: Json) -> None:
    kind = component.get("type")
    if not isinstance(kind, str) or kind.lower() not in _COMPONENTS:
        raise invalid_value(f"template.components.type must be one of {', '.join(_COMPONENTS)}.")
    component["type"] = kind.lower()
    if component["type"] == "button":
        if not isinstance(component.get("sub_type"), str):
            raise missing("template.components.sub_type")
        index = component.get("index")
        if isinstance(index, bool) or not isinstance(index, str | int) or not str(index).isdigit():
            raise invalid_value("template.components.index must be the number of a button.")
    for parameter in _objects(component.get("parameters", []), "template.components.parameters"):
        if parameter.get("type") not in PARAMETER_TYPES:
            raise invalid_value(f"A parameter's type must be one of {', '.join(PARAMETER_TYPES)}.")
        kind = parameter["type"]
        if kind in ("text", "payload", "coupon_code") and not isinstance(parameter.get(kind), str):
            raise missing(f"template.components.parameters.{kind}")
        if kind not in ("text", "payload", "coupon_code") and not isinstance(parameter.get(kind), dict):
            raise missing(f"template.components.parameters.{kind}")


def _objects(value: object, name: str) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid_value(f"{name} must be a list of objects.")
    return value
