"""Subscribing an app to an account, and the callbacks that override the app's own."""

from typing import Any

import requests

from sandbox.graph.errors import invalid_parameter
from sandbox.registry import OVERRIDABLE, Registry
from sandbox.seed_file import App, Callback, Number
from sandbox.webhooks.handshake import verify

Json = dict[str, Any]
_APP_FIELDS = """
message_template_status_update message_template_quality_update message_template_components_update
template_category_update phone_number_quality_update business_capability_update phone_number_name_update
account_update account_review_update account_alerts security user_preferences flows partner_solutions
payment_configuration_update automatic_events standby business_username_updates tracking_events
"""
FIELDS = OVERRIDABLE | frozenset(_APP_FIELDS.split())
"""What an app may subscribe to. Source: Meta, webhooks/overview."""
_NOT_SUBSCRIBED = (
    "Before override the current callback uri, your app must be subscribed to receive messages "
    "for WhatsApp Business Account"
)


class Subscriptions:
    """Setting a callback asks it to echo a challenge first (the handshake), and keeps it only then."""

    def __init__(self, registry: Registry, session: requests.Session) -> None:
        self._registry = registry
        self._session = session

    def subscribe(self, waba_id: str, body: Json) -> None:
        """Without an override in `body` subscribes (and drops an override); with one, sets it."""
        callback = _override(body)
        if callback is None:
            self._registry.set_subscription(waba_id, subscribed=True, callback=None)
            return
        self._must_be_subscribed(waba_id)
        verify(self._session, callback)
        self._registry.set_subscription(waba_id, subscribed=True, callback=callback)

    def unsubscribe(self, waba_id: str) -> None:
        self._registry.set_subscription(waba_id, subscribed=False, callback=None)

    def configure_number(self, number: Number, configuration: object) -> None:
        """Sets the number's own callback, or drops it for an empty `override_callback_uri`."""
        if not isinstance(configuration, dict) or "override_callback_uri" not in configuration:
            raise invalid_parameter("webhook_configuration.override_callback_uri is required.")
        callback = _override(configuration)
        if callback is not None:
            self._must_be_subscribed(number.waba_id)
            verify(self._session, callback)
        self._registry.set_callback(number, callback)

    def subscribe_app(self, app_id: str, body: Json, *, handshake: bool = True) -> None:
        """The app's own callback and fields (a list, or names with commas between; none: all of them)."""
        if body.get("object", "whatsapp_business_account") != "whatsapp_business_account":
            raise invalid_parameter("object must be whatsapp_business_account.")
        callback = _callback(body.get("callback_url", ""), body.get("verify_token", ""), "callback_url")
        if callback is None:
            raise invalid_parameter("callback_url is required.")
        wanted = body.get("fields") or []
        fields = wanted.split(",") if isinstance(wanted, str) else wanted
        if not isinstance(fields, list) or not set(map(str, fields)) <= FIELDS:
            raise invalid_parameter(f"fields are some of {', '.join(sorted(FIELDS))}.")
        if handshake:
            verify(self._session, callback)
        self._registry.set_app(app_id, App(callback, [str(field) for field in fields]))

    def unsubscribe_app(self, app_id: str) -> None:
        self._registry.set_app(app_id, App())

    def _must_be_subscribed(self, waba_id: str) -> None:
        if not self._registry.account(waba_id).subscribed:
            raise invalid_parameter(_NOT_SUBSCRIBED)


def _override(body: Json) -> Callback | None:
    return _callback(
        body.get("override_callback_uri", ""), body.get("verify_token", ""), "override_callback_uri"
    )


def _callback(url: object, verify_token: object, name: str) -> Callback | None:
    if not url:
        return None
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > 200:
        raise invalid_parameter(f"{name} must be a URL of at most 200 characters.")
    if not isinstance(verify_token, str) or not verify_token:
        raise invalid_parameter(f"verify_token is required with {name}.")
    return Callback(url, verify_token)
