"""Webhook bodies as Meta sends and signs them (ASCII-escaped JSON, HMAC over exactly those bytes)."""

import hashlib
import hmac
import json
import time
from typing import Any

PHONE_NUMBER_ID = "200300400500600"
WABA_ID = "100200300400500"
APP_SECRET = "app-secret"
ANA_PAULA = "5511987650001"


def encode(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode()


def envelope(*values: dict[str, Any]) -> dict[str, Any]:
    """One entry with a `messages` change per value."""
    changes = [{"field": "messages", "value": value} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "100200300400500", "changes": changes}]}


def value(
    *,
    messages: tuple[dict[str, Any], ...] = (),
    statuses: tuple[dict[str, Any], ...] = (),
    contacts: tuple[dict[str, Any], ...] = (),
    phone_number_id: str = PHONE_NUMBER_ID,
    **more: Any,
) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140040001", "phone_number_id": phone_number_id},
        "contacts": list(contacts),
        "messages": list(messages),
        "statuses": list(statuses),
        **more,
    }


def contact(wa_id: str = ANA_PAULA, name: str = "Ana P.", **more: Any) -> dict[str, Any]:
    return {"profile": {"name": name}, "wa_id": wa_id, **more}


def text(
    wamid: str, body: str = "Oi!", sender: str | None = ANA_PAULA, timestamp: int | None = None, **more: Any
) -> dict[str, Any]:
    """`sender=None` leaves `from` out, as for people known only by their username."""
    message = {
        "id": wamid,
        "timestamp": str(int(time.time()) if timestamp is None else timestamp),
        "type": "text",
        "text": {"body": body},
        **more,
    }
    return message if sender is None else {"from": sender, **message}


def status(wamid: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": wamid,
        "status": name,
        "timestamp": str(int(time.time())),
        "recipient_id": ANA_PAULA,
        **more,
    }


def failure(wamid: str, code: int, title: str = "Refused", **more: Any) -> dict[str, Any]:
    return status(wamid, "failed", errors=[{"code": code, "title": title}], **more)


def signature(body: bytes, app_secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
