"""Subscribing an app to an account, and the callbacks that override the app's own."""

from typing import Any

import requests

from sandbox.graph.errors import invalid_parameter
from sandbox.registry import Registry
from sandbox.seed_file import Callback, Number
from sandbox.webhooks.handshake import verify

Json = dict[str, Any]
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

    def _must_be_subscribed(self, waba_id: str) -> None:
        if not self._registry.account(waba_id).subscribed:
            raise invalid_parameter(_NOT_SUBSCRIBED)


def _override(body: Json) -> Callback | None:
    url, verify_token = body.get("override_callback_uri", ""), body.get("verify_token", "")
    if not url:
        return None
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > 200:
        raise invalid_parameter("override_callback_uri must be a URL of at most 200 characters.")
    if not isinstance(verify_token, str) or not verify_token:
        raise invalid_parameter("verify_token is required with override_callback_uri.")
    return Callback(url, verify_token)
