"""Meta's webhook bodies: taken apart by account, put together again for one tenant, and signed.

Source: Meta, webhooks/create-webhook-endpoint, webhooks/override.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
_OBJECT = "whatsapp_business_account"
LONGEST_BODY = 3 * 1024 * 1024
"""Bytes. Meta's own limit."""


def signature(body: bytes, app_secret: str) -> str:
    """The value of `X-Hub-Signature-256`."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str, app_secret: str) -> bool:
    """Whether these very bytes were signed with the secret."""
    return hmac.compare_digest(header.encode("utf-8", "replace"), signature(body, app_secret).encode())


def entries_of(body: bytes) -> list[Json]:
    """A body's entries; of one that is not as Meta writes them, the whole as an entry of nobody."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return [{"id": "", "raw": body.decode("utf-8", "replace")}]
    entries = document.get("entry") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [{"id": "", "raw": document}]
    return entries


def account_of(entry: Json) -> str:
    """The WhatsApp account that it is about; empty when it does not say.

    What tells of a partner's access names the account within: there `id` may be the business portfolio's.
    """
    for change in changes_of(entry):
        value = change.get("value")
        about = value.get("waba_info") if isinstance(value, dict) else None
        if isinstance(about, dict) and about.get("waba_id"):
            return str(about["waba_id"])[:64]
    return str(entry.get("id", ""))[:64]


def fields_of(entry: Json) -> str:
    """What it is about, each once, in Meta's names."""
    names = {str(change.get("field", "")) for change in changes_of(entry)}
    return ", ".join(sorted(names - {""}))[:200]


def changes_of(entry: Json) -> list[Json]:
    """Those that are objects."""
    changes = entry.get("changes")
    return [each for each in changes if isinstance(each, dict)] if isinstance(changes, list) else []


def number_of(change: Json) -> str | None:
    """The number that a change is about; None: it concerns the account."""
    value = change.get("value")
    metadata = value.get("metadata") if isinstance(value, dict) else None
    number = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
    return str(number) if number else None


def share_of(entry: Json, numbers: Iterable[str], *, with_account: bool) -> Json | None:
    """The entry with the changes about these numbers alone, and those about the account if wanted; or None.

    Two tenants may have numbers in one account: neither gets the other's messages.
    """
    wanted = set(numbers)
    changes = [
        change
        for change in changes_of(entry)
        if (with_account if (number := number_of(change)) is None else number in wanted)
    ]
    return {**entry, "changes": changes} if changes else None


def written(entry: Json) -> bytes:
    """As it is stored, and told from others."""
    return json.dumps(entry, separators=(",", ":"), sort_keys=True).encode()


def body_of(entry: bytes) -> bytes:
    """A body with this entry alone; ASCII, as Meta's own are, so that it is signed as it is sent."""
    return b'{"object":"' + _OBJECT.encode() + b'","entry":[' + entry + b"]}"
