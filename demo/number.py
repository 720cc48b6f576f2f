"""A client's WhatsApp number and FILA-IA key, made up: what Meta and FILA-IA would have given it."""

import secrets

from demo.calls import Calls, Json
from demo.instance import Instance

FILA_IA_URL = "http://sandbox:8090/fila-ia"
"""As a tenant's worker reaches it."""
_WHATSAPP = ("phone_number_id", "waba_id", "display_phone_number", "token", "app_secret", "verify_token")


def new_number(name: str, display_phone_number: str = "") -> Json:
    """Every value is new; `name` is what customers see in the phone page."""
    return {
        "phone_number_id": "1" + _digits(14),
        "waba_id": "2" + _digits(14),
        "display_phone_number": display_phone_number or "5511" + _digits(8),
        "name": name,
        "token": "EAAG" + secrets.token_hex(24),
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_hex(16),
        "fila_ia_key": "fila_" + secrets.token_hex(16),
    }


def register(instance: Instance, number: Json) -> None:
    """Makes the sandbox answer for the number and its FILA-IA key; a repeat changes nothing."""
    phone = Calls(instance.url("phone"))
    fields = ("phone_number_id", "waba_id", "display_phone_number", "name", "token", "app_secret")
    phone.post("/sandbox/numbers", {field: number[field] for field in fields})
    phone.post("/sandbox/keys", {"key": number["fila_ia_key"]})


def point_app(instance: Instance, number: Json, url: str) -> None:
    """What a client with an app of its own sets in Meta's dashboard: webhooks that no number's callback
    concerns (templates, account) come to `url` too. Its handshake was done for the number's callback."""
    callback = {"callback_url": f"{url}/webhooks/whatsapp", "verify_token": number["verify_token"]}
    Calls(instance.url("phone")).post(
        "/sandbox/app", {"phone_number_id": number["phone_number_id"], **callback, "handshake": False}
    )


def credentials(number: Json) -> Json:
    """The sections of a request for a new tenant, and of `guiche tenant create --credentials`."""
    return {
        "whatsapp": {field: number[field] for field in _WHATSAPP},
        "fila_ia": {"url": FILA_IA_URL, "key": number["fila_ia_key"]},
    }


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
