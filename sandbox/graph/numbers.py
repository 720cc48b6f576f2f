"""A number or an account read as a Graph node."""

from collections.abc import Callable
from typing import Any

from sandbox.brazilian_numbers import international
from sandbox.graph.errors import invalid_parameter
from sandbox.registry import Registry, app_id_of
from sandbox.seed_file import Number

Json = dict[str, Any]
DEFAULT_FIELDS = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating", "id")
_BLOCKED = {
    "error_code": 141000,
    "error_description": "There is an issue with this phone number.",
    "possible_solution": "See the account's quality in the WhatsApp Manager.",
}


def _health(number: Number, *, with_number: bool) -> Json:
    """Account, business and app always; the number only when it is the one asked about."""
    state = number.state.can_send_message
    entities: list[Json] = [
        {"entity_type": "WABA", "id": number.waba_id, "can_send_message": "AVAILABLE"},
        {"entity_type": "BUSINESS", "id": "100000000000001", "can_send_message": "AVAILABLE"},
        {"entity_type": "APP", "id": app_id_of(number), "can_send_message": "AVAILABLE"},
    ]
    if with_number:
        own: Json = {"entity_type": "PHONE_NUMBER", "id": number.phone_number_id, "can_send_message": state}
        entities.insert(0, own | ({} if state == "AVAILABLE" else {"errors": [_BLOCKED]}))
    return {"can_send_message": state if with_number else "AVAILABLE", "entities": entities}


_FIELDS: dict[str, Callable[[Number], Any]] = {
    "id": lambda number: number.phone_number_id,
    "verified_name": lambda number: number.name,
    "display_phone_number": lambda number: international(number.display_phone_number),
    "quality_rating": lambda number: number.state.quality_rating,
    "code_verification_status": lambda number: number.state.code_verification_status,
    "name_status": lambda number: number.state.name_status,
    "status": lambda number: "CONNECTED" if number.state.is_registered else "DISCONNECTED",
    "platform_type": lambda number: "CLOUD_API" if number.state.is_registered else "NOT_APPLICABLE",
    "account_mode": lambda _: "LIVE",
    "is_on_biz_app": lambda _: False,
    "is_pin_enabled": lambda number: bool(number.state.pin),
    "throughput": lambda number: {"level": number.state.throughput},
    "whatsapp_business_manager_messaging_limit": lambda number: number.state.messaging_limit,
    "health_status": lambda number: _health(number, with_number=True),
}


def read_number(number: Number, registry: Registry, fields: str | None) -> Json:
    """The wanted `fields` (comma separated) of the number, or its default ones; raises GraphError 100."""
    answer: Json = {}
    for name in fields.split(",") if fields else DEFAULT_FIELDS:
        if name == "webhook_configuration":
            answer[name] = _webhook_configuration(number, registry)
        elif name in _FIELDS:
            answer[name] = _FIELDS[name](number)
        else:
            raise invalid_parameter(f"Tried accessing nonexisting field ({name})")
    return answer | {"id": number.phone_number_id}


def read_account(numbers: list[Number], fields: str | None) -> Json:
    """A WhatsApp Business Account by one of its numbers; raises GraphError 100."""
    number = numbers[0]
    known: Json = {
        "id": number.waba_id,
        "name": number.name,
        "currency": "BRL",
        "timezone_id": "25",
        "account_review_status": number.state.account_review_status,
        "business_verification_status": number.state.business_verification_status,
        "country": "BR",
        "message_template_namespace": f"guiche_{number.waba_id}",
        "health_status": _health(number, with_number=False),
        "whatsapp_business_manager_messaging_limit": number.state.messaging_limit,
    }
    wanted = fields.split(",") if fields else ["id", "name", "timezone_id", "message_template_namespace"]
    if strange := [name for name in wanted if name not in known]:
        raise invalid_parameter(f"Tried accessing nonexisting field ({strange[0]})")
    return {name: known[name] for name in wanted} | {"id": number.waba_id}


def _webhook_configuration(number: Number, registry: Registry) -> dict[str, str]:
    account, app = registry.account(number.waba_id), registry.app(app_id_of(number))
    configuration = {
        "phone_number": number.callback.url if number.callback else "",
        "whatsapp_business_account": account.callback.url if account.callback else "",
        "application": app.callback.url if app.callback else "",
    }
    return {name: url for name, url in configuration.items() if url}
