"""The sandbox's own calls under `/sandbox`: register, play a customer, look around, break things."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.brazilian_numbers import account_id, international
from sandbox.chats import Chats
from sandbox.customers.directory import Directory, as_json
from sandbox.customers.writing import CustomerWriting
from sandbox.errors import SandboxError
from sandbox.faults import Faults
from sandbox.graph.statuses import Statuses
from sandbox.registry import Registry
from sandbox.seed_file import Number
from sandbox.webhooks.log import DeliveryLog

Json = dict[str, Any]


def registration_routes(registry: Registry, directory: Directory) -> Blueprint:
    """Numbers, FILA-IA keys and customers."""
    routes = Blueprint("registration", __name__)

    @routes.get("/numbers")
    def numbers() -> Response:
        return jsonify({"data": [_number_json(number, registry) for number in registry.numbers()]})

    @routes.post("/numbers")
    def add_number() -> tuple[Json, int]:
        body = json_body()
        number = Number(
            phone_number_id=_text(body, "phone_number_id"),
            waba_id=_text(body, "waba_id"),
            display_phone_number=_text(body, "display_phone_number"),
            name=_text(body, "name"),
            token=_text(body, "token"),
            app_secret=_text(body, "app_secret"),
        )
        return _number_json(registry.register(number), registry), 201

    @routes.post("/keys")
    def add_key() -> tuple[Json, int]:
        registry.add_key(_text(json_body(), "key"))
        return {"ok": True}, 201

    @routes.get("/customers")
    def customers() -> Response:
        return jsonify({"data": [as_json(customer) for customer in directory.all()]})

    @routes.post("/customers")
    def add_customer() -> tuple[Json, int]:
        """`wa_id` is taken as it is; `phone` is what a person dials, and may lose its ninth digit."""
        body = json_body()
        wa_id = str(body.get("wa_id") or "") or account_id(_text(body, "phone"))
        known = directory.find(wa_id) if "wa_id" not in body else None
        customer = directory.add(str(body.get("name", "")), known.wa_id if known else wa_id)
        return dict(as_json(customer)), 201

    return routes


def conversation_routes(
    writing: CustomerWriting, chats: Chats, statuses: Statuses, registry: Registry, directory: Directory
) -> Blueprint:
    """What customers write and read."""
    routes = Blueprint("conversation", __name__)

    @routes.post("/inbound")
    def inbound() -> tuple[Json, int]:
        return writing.write(json_body()).as_json(), 201

    @routes.get("/messages")
    def messages() -> Response:
        number = registry.number(request.args.get("phone_number_id", ""))
        customer = request.args.get("customer")
        if customer is None:
            found = chats.of_number(number.phone_number_id)
        else:
            known = directory.find(customer)
            found = chats.of(number.phone_number_id, known.wa_id) if known else []
        return jsonify({"data": [message.as_json() for message in found]})

    @routes.post("/read")
    def read() -> Json:
        body = json_body()
        return {"read": statuses.read(_text(body, "phone_number_id"), _text(body, "wa_id"))}

    return routes


def fault_routes(faults: Faults, log: DeliveryLog) -> Blueprint:
    """Faults, and the log of webhook deliveries."""
    routes = Blueprint("fault_switches", __name__)

    @routes.get("/faults")
    def show() -> Response:
        return jsonify(faults.state())

    @routes.put("/faults")
    def put() -> Response:
        faults.put(json_body())
        return jsonify(faults.state())

    @routes.delete("/faults")
    def clear() -> Response:
        faults.clear()
        return jsonify(faults.state())

    @routes.get("/deliveries")
    def deliveries() -> Response:
        return jsonify({"data": log.recent()})

    return routes


def json_body() -> Json:
    """The request's JSON object. Only `application/json` counts: a foreign page cannot send that."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise SandboxError("send a JSON object as application/json")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise SandboxError(f"{name} is missing")
    return value


def _number_json(number: Number, registry: Registry) -> Json:
    callback = registry.callback_for(number)
    return {
        "phone_number_id": number.phone_number_id,
        "waba_id": number.waba_id,
        "display_phone_number": international(number.display_phone_number),
        "name": number.name,
        "subscribed": registry.account(number.waba_id).subscribed,
        "callback": callback.url if callback else None,
    }
