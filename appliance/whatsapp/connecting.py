"""Connecting a number: its credentials proven, the app subscribed, its webhooks pointed at us."""

from typing import Any

from appliance.settings import Settings
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from foundation.http import http_session

CALLBACK_FAILED = 2200
"""Meta could not verify the callback address by its GET."""


class ConnectionRefused(Exception):
    """Not connected; the text says which step failed and what to do."""


def callback_url(settings: Settings) -> str:
    """Where Meta delivers this tenant's webhooks."""
    return f"{settings.tenant.public_url.rstrip('/')}/webhooks/whatsapp"


def connect(settings: Settings) -> dict[str, Any]:
    """The number as Meta knows it. Raises ConnectionRefused."""
    whatsapp = settings.whatsapp
    with http_session() as http:
        client = GraphClient(http, whatsapp)
        try:
            step = f"reading number {whatsapp.phone_number_id}"
            number = client.number()
            step = f"subscribing the app to WhatsApp account {whatsapp.waba_id}"
            client.subscribe_app()
            step = f"pointing the webhooks at {callback_url(settings)}"
            client.set_callback(callback_url(settings))
        except GraphError as error:
            raise ConnectionRefused(f"{step}: {_advice(error)} ({error})") from error
        except (Unreachable, NoAnswer) as error:
            raise ConnectionRefused(f"{step}: {whatsapp.graph_url} did not answer ({error})") from error
    return {
        "phone_number_id": whatsapp.phone_number_id,
        "display_phone_number": number.get("display_phone_number"),
        "verified_name": number.get("verified_name"),
        "quality_rating": number.get("quality_rating"),
        "callback": callback_url(settings),
    }


def _advice(error: GraphError) -> str:
    if error.code == CALLBACK_FAILED:
        return "Meta could not reach the address or got another answer than the challenge; is it public?"
    if error.http_status == 401:
        return "the token is not valid; issue a new system user token"
    if error.http_status == 403:
        return "the token lacks a permission; give the system user the app and the WhatsApp account"
    if error.code == 100:
        return "no such object for this token; check phone_number_id and waba_id"
    return "Meta refused"
