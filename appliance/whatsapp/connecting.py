"""Connecting a number: its credentials proven, the app subscribed, its webhooks pointed at us; and the way
back."""

import re
from typing import Any

from appliance.errors import AppError
from appliance.settings import Settings, WhatsAppSettings
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_errors import PERMISSION_CODES, TOKEN_CODES
from foundation.http import http_session

CALLBACK_FAILED = 2200
"""Meta could not verify the callback address by its GET."""
INVALID_PARAMETER = 100
UNKNOWN_OBJECT = (33, INVALID_PARAMETER)
"""Of a call that names an object and nothing else: there is none of this id, or the token may not see it."""
APP_SECRET = "app secret"  # noqa: S105 - what is on trial, not its value
_QUERY = re.compile(r"\?\S+")


class ConnectionRefused(AppError):
    """Not connected; the code says what has to be put right, the message quotes Meta's own reason.

    Codes: whatsapp_token, whatsapp_permission, whatsapp_ids, whatsapp_app_secret, whatsapp_callback,
    whatsapp_refused, whatsapp_no_answer. The control plane offers other credentials for the first four
    (control_plane/operations/credential_errors.py).
    """

    status = 502


def callback_url(settings: Settings) -> str:
    """Where Meta delivers this tenant's webhooks."""
    return f"{settings.tenant.public_url.rstrip('/')}/webhooks/whatsapp"


def connect(settings: Settings) -> dict[str, Any]:
    """The number as Meta knows it. Raises ConnectionRefused."""
    whatsapp, callback = settings.whatsapp, callback_url(settings)
    with http_session() as http:
        client = GraphClient(http, whatsapp)
        try:
            subject = f"number {whatsapp.phone_number_id}"
            number = client.number()
            subject = APP_SECRET
            client.prove_app_secret()
            subject = f"business account {whatsapp.waba_id}"
            client.subscribe_app()
            subject = ""
            client.set_callback(callback)
        except GraphError as error:
            raise _refusal(error, subject, callback) from error
        except (Unreachable, NoAnswer) as error:
            raise _no_answer(whatsapp, error) from error
    return {
        "phone_number_id": whatsapp.phone_number_id,
        "display_phone_number": number.get("display_phone_number"),
        "verified_name": number.get("verified_name"),
        "quality_rating": number.get("quality_rating"),
        "callback": callback,
    }


def disconnect(settings: Settings) -> dict[str, Any]:
    """Takes this tenant's callback off the number; account and app stay subscribed, for others may use them.

    Raises ConnectionRefused.
    """
    whatsapp = settings.whatsapp
    with http_session() as http:
        try:
            GraphClient(http, whatsapp).remove_callback()
        except GraphError as error:
            raise _refusal(error, f"number {whatsapp.phone_number_id}", "") from error
        except (Unreachable, NoAnswer) as error:
            raise _no_answer(whatsapp, error) from error
    return {"phone_number_id": whatsapp.phone_number_id}


def _refusal(error: GraphError, subject: str, callback: str) -> ConnectionRefused:
    code, what = _meaning(error, subject, callback)
    said = error.title or f"HTTP {error.http_status}"
    return ConnectionRefused(code, f"{what} Meta says: “{said}”", meta_code=error.code, reason=error.title)


def _meaning(error: GraphError, subject: str, callback: str) -> tuple[str, str]:
    """Our code, and a sentence on what to put right. `subject`: the object whose id is on trial, if any."""
    if error.code == CALLBACK_FAILED:
        return "whatsapp_callback", (
            f"Meta could not reach {callback}, or got another answer than the challenge: is it public?"
        )
    if error.code in TOKEN_CODES or error.http_status == 401:
        return "whatsapp_token", (
            "WhatsApp does not accept the access token: give a permanent one of a system user."
        )
    if error.code in PERMISSION_CODES or error.http_status == 403:
        return "whatsapp_permission", (
            "The access token lacks a permission: give its system user the app and the WhatsApp account."
        )
    if subject == APP_SECRET and error.code == INVALID_PARAMETER:
        return "whatsapp_app_secret", (
            "The app secret is not that of the access token's app, so no webhook could be trusted:"
            " copy it from the app's basic settings."
        )
    if subject and error.code in UNKNOWN_OBJECT:
        return "whatsapp_ids", f"WhatsApp has no {subject} for this token: check the id."
    return "whatsapp_refused", "WhatsApp refused to connect the number."


def _no_answer(whatsapp: WhatsAppSettings, error: Exception) -> ConnectionRefused:
    reason = _QUERY.sub("", str(error))  # it may quote the address asked for, with the proof of our secret
    message = f"WhatsApp did not answer at {whatsapp.graph_url}: {reason}"
    return ConnectionRefused("whatsapp_no_answer", message)
