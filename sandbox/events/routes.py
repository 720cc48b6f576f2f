"""`POST /sandbox/events`: one of the named events, or any field with its value."""

from typing import Any

from flask import Blueprint

from sandbox.customers.directory import Directory
from sandbox.customers.field_types import EVENT, INBOUND, typed
from sandbox.customers.preferences import Preferences
from sandbox.errors import SandboxError
from sandbox.events.account import ACCOUNT_EVENTS
from sandbox.events.coexistence import Coexistence
from sandbox.events.customers import call_value, error_value, preference_value
from sandbox.graph.window import ServiceWindows
from sandbox.json_body import json_body, text_in
from sandbox.registry import Registry
from sandbox.seed_file import Customer, Number
from sandbox.timeline import Timeline
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.envelope import Update

Json = dict[str, Any]
CUSTOMER_EVENTS = ("call", "preference", "echo", "state_sync")
NAMES = (*ACCOUNT_EVENTS, *CUSTOMER_EVENTS, "history", "error")


class Events:
    """Makes a webhook's value and publishes it."""

    def __init__(
        self,
        *,
        registry: Registry,
        directory: Directory,
        windows: ServiceWindows,
        preferences: Preferences,
        coexistence: Coexistence,
        webhooks: Webhooks,
        timeline: Timeline,
    ) -> None:
        self._registry = registry
        self._directory = directory
        self._windows = windows
        self._preferences = preferences
        self._coexistence = coexistence
        self._webhooks = webhooks
        self._timeline = timeline

    def publish(self, wanted: Json) -> Json:
        """What was published: the field and the values, one webhook each. Raises SandboxError."""
        number = self._registry.number(text_in(wanted, "phone_number_id"))
        field, values = self._made(number, wanted)
        at = None if field == "messages" else int(self._timeline.now())
        for value in values:
            self._webhooks.publish(Update(number, value, f"event {field}", field=field, at=at))
        return {"field": field, "values": values}

    def _made(self, number: Number, wanted: Json) -> tuple[str, list[Json]]:
        if "field" in wanted:
            value = wanted.get("value")
            if not isinstance(value, dict):
                raise SandboxError("a field needs its value, an object")
            return text_in(wanted, "field"), [value]
        name = text_in(wanted, "event")
        wanted = typed(wanted, {**EVENT, **INBOUND} if name == "echo" else EVENT)
        if name in ACCOUNT_EVENTS:
            field, make = ACCOUNT_EVENTS[name]
            return field, [make(number, wanted, self._timeline)]
        if name == "history":
            return "history", self._coexistence.history(number, wanted)
        if name == "error":
            return "messages", [error_value(wanted)]
        if name not in CUSTOMER_EVENTS:
            raise SandboxError(f"event is one of {', '.join(NAMES)}; or give a field and its value")
        return self._of_customer(name, number, self._customer(wanted), wanted)

    def _of_customer(
        self, name: str, number: Number, customer: Customer, wanted: Json
    ) -> tuple[str, list[Json]]:
        if name == "call":
            return "calls", [call_value(number, customer, wanted, self._windows, self._timeline)]
        if name == "preference":
            value = preference_value(number, customer, wanted, self._preferences, self._timeline)
            return "user_preferences", [value]
        if name == "echo":
            return "smb_message_echoes", [self._coexistence.echo(number, customer, wanted)]
        return "smb_app_state_sync", [self._coexistence.state_sync(number, customer, wanted)]

    def _customer(self, wanted: Json) -> Customer:
        return self._directory.find_or_add(text_in(wanted, "wa_id"))


def event_routes(events: Events) -> Blueprint:
    """Source of the names: docs/reference/sandbox.md."""
    routes = Blueprint("events", __name__)

    @routes.post("/events")
    def publish() -> tuple[Json, int]:
        return events.publish(json_body()), 201

    return routes
