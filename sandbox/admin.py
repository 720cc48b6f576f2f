"""The sandbox's own calls under `/sandbox`: register, play a customer, look around, break things."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.brazilian_numbers import account_id, international
from sandbox.chats import Chats
from sandbox.customers.directory import Directory, as_json
from sandbox.customers.writing import CustomerWriting
from sandbox.errors import SandboxError
from sandbox.faults import Faults
from sandbox.graph.errors import GraphError
from sandbox.graph.limits import Limits
from sandbox.graph.statuses import Statuses
from sandbox.graph.subscriptions import Subscriptions
from sandbox.json_body import json_body, text_in
from sandbox.registry import Registry, app_id_of
from sandbox.seed_file import Number
from sandbox.webhooks.log import DeliveryLog

Json = dict[str, Any]
_STATE = (
    "quality_rating",
    "throughput",
    "messages_per_second",
    "messaging_limit",
    "can_send_message",
    "is_registered",
    "name_status",
    "code_verification_status",
    "account_review_status",
    "business_verification_status",
    "token_expires_at",
    "token_scopes",
)


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
            phone_number_id=text_in(body, "phone_number_id"),
            waba_id=text_in(body, "waba_id"),
            display_phone_number=text_in(body, "display_phone_number"),
            name=text_in(body, "name"),
            token=text_in(body, "token"),
            app_secret=text_in(body, "app_secret"),
            app_id=str(body.get("app_id") or ""),
        )
        return _number_json(registry.register(number), registry), 201

    @routes.post("/keys")
    def add_key() -> tuple[Json, int]:
        registry.add_key(text_in(json_body(), "key"))
        return {"ok": True}, 201

    @routes.get("/customers")
    def customers() -> Response:
        return jsonify({"data": [as_json(customer) for customer in directory.all()]})

    @routes.post("/customers")
    def add_customer() -> tuple[Json, int]:
        """`wa_id` is taken as it is; `phone` is what a person dials, and may lose its ninth digit."""
        body = json_body()
        wa_id = str(body.get("wa_id") or "") or account_id(text_in(body, "phone"))
        known = directory.find(wa_id) if "wa_id" not in body else None
        customer = directory.add(
            str(body.get("name", "")),
            known.wa_id if known else wa_id,
            username=body.get("username"),
            hides_number=body.get("hides_number"),
        )
        return dict(as_json(customer)), 201

    return routes


def meta_routes(registry: Registry, subscriptions: Subscriptions) -> Blueprint:
    """What is set on Meta's own pages: a number's standing, an app's callback."""
    routes = Blueprint("meta", __name__)

    @routes.patch("/numbers/<phone_number_id>")
    def change_number(phone_number_id: str) -> Json:
        """What Meta thinks of the number, its account and its token; `subscribed`: whether the app is."""
        number, body = registry.number(phone_number_id), json_body()
        subscribed = body.pop("subscribed", None)
        if subscribed is not None:
            account = registry.account(number.waba_id)
            registry.set_subscription(number.waba_id, subscribed=bool(subscribed), callback=account.callback)
        for name, value in body.items():
            if name not in _STATE or not isinstance(value, type(getattr(number.state, name))):
                raise SandboxError(f"of a number can be changed: {', '.join(_STATE)}")
            setattr(number.state, name, value)
        registry.save()
        return _number_json(number, registry)

    @routes.post("/app")
    def set_app() -> tuple[Json, int]:
        """The own callback of a number's app, as its owner would set it in Meta's dashboard."""
        body = json_body()
        app_id = app_id_of(registry.number(text_in(body, "phone_number_id")))
        try:
            subscriptions.subscribe_app(app_id, body, handshake=bool(body.get("handshake", True)))
        except GraphError as error:
            raise SandboxError(str(error)) from error
        return {"app_id": app_id, "callback_url": body["callback_url"]}, 201

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
        return {"read": statuses.read(text_in(body, "phone_number_id"), text_in(body, "wa_id"))}

    return routes


def fault_routes(faults: Faults, log: DeliveryLog, limits: Limits) -> Blueprint:
    """Faults, the log of webhook deliveries, and who sent too fast."""
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

    @routes.get("/violations")
    def violations() -> Json:
        return limits.report()

    @routes.delete("/violations")
    def forget_violations() -> Json:
        limits.clear()
        return limits.report()

    @routes.get("/deliveries")
    def deliveries() -> Response:
        return jsonify({"data": log.recent()})

    return routes


def _number_json(number: Number, registry: Registry) -> Json:
    callback, app = registry.callback_for(number), registry.app(app_id_of(number))
    return {
        "phone_number_id": number.phone_number_id,
        "waba_id": number.waba_id,
        "display_phone_number": international(number.display_phone_number),
        "name": number.name,
        "subscribed": registry.account(number.waba_id).subscribed,
        "callback": callback.url if callback else None,
        "app_id": app_id_of(number),
        "app_callback": app.callback.url if app.callback else None,
    }
