"""A number or an account read as a Graph node."""

from collections.abc import Callable
from typing import Any

from sandbox.brazilian_numbers import international
from sandbox.graph.errors import invalid_parameter
from sandbox.registry import Registry
from sandbox.seed_file import Number


def _health(number: Number) -> dict[str, Any]:
    entities = {"PHONE_NUMBER": number.phone_number_id, "WABA": number.waba_id}
    return {
        "can_send_message": "AVAILABLE",
        "entities": [
            {"entity_type": kind, "id": node, "can_send_message": "AVAILABLE"}
            for kind, node in entities.items()
        ],
    }


DEFAULT_FIELDS = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating", "id")

_FIELDS: dict[str, Callable[[Number], Any]] = {
    "id": lambda number: number.phone_number_id,
    "verified_name": lambda number: number.name,
    "display_phone_number": lambda number: international(number.display_phone_number),
    "quality_rating": lambda _: "GREEN",
    "code_verification_status": lambda _: "VERIFIED",
    "name_status": lambda _: "APPROVED",
    "status": lambda _: "CONNECTED",
    "platform_type": lambda _: "CLOUD_API",
    "account_mode": lambda _: "LIVE",
    "throughput": lambda _: {"level": "STANDARD"},
    "whatsapp_business_manager_messaging_limit": lambda _: "TIER_250",
    "health_status": _health,
}


def read_number(number: Number, registry: Registry, fields: str | None) -> dict[str, Any]:
    """The wanted `fields` (comma separated) of the number, or its default ones; raises GraphError 100."""
    answer: dict[str, Any] = {}
    for name in fields.split(",") if fields else DEFAULT_FIELDS:
        if name == "webhook_configuration":
            answer[name] = _webhook_configuration(number, registry)
        elif name in _FIELDS:
            answer[name] = _FIELDS[name](number)
        else:
            raise invalid_parameter(f"Tried accessing nonexisting field ({name})")
    return answer | {"id": number.phone_number_id}


def _webhook_configuration(number: Number, registry: Registry) -> dict[str, str]:
    account = registry.account(number.waba_id)
    configuration = {
        "phone_number": number.callback.url if number.callback else "",
        "whatsapp_business_account": account.callback.url if account.callback else "",
    }
    return {name: url for name, url in configuration.items() if url}
