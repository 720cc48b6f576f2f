"""What may stand beside a message: forwarded, from an ad, about a product, in a group, with errors."""

from typing import Any

Json = dict[str, Any]
_UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
_TOO_LARGE = {
    "code": 131052,
    "title": "Media download error",
    "message": "Media download error",
    "error_data": {"details": "Failed to download the media from the sender: it is larger than 100 MB."},
}
_AD = {
    "source_url": "https://fb.me/2aBcDeFgH",
    "source_id": "120208888888880000",
    "source_type": "ad",
    "headline": "Café fresco em casa",
    "body": "Assine e receba todo mês",
    "media_type": "image",
    "image_url": "https://scontent.example.com/anuncio.jpg",
    "ctwa_clid": "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwLF4XvnO2E4",
}


def dressed(payload: Json, wanted: Json) -> None:
    """Adds to the message of a webhook what the request asks for:

    forwarded, frequently_forwarded, referral (true: a sample ad; or the object), referred_product
    {catalog_id, product_retailer_id}, group_id, origin, errors (true: the file was too large; or a list).
    """
    context: Json = {name: True for name in ("forwarded", "frequently_forwarded") if wanted.get(name)}
    if wanted.get("referred_product"):
        context["referred_product"] = wanted["referred_product"]
    if context:
        payload["context"] = payload.get("context", {}) | context
    if wanted.get("referral"):
        payload["referral"] = _AD if wanted["referral"] is True else wanted["referral"]
    for name in ("group_id", "origin"):
        if wanted.get(name):
            payload[name] = wanted[name]
    if payload["type"] == "unsupported":
        payload["errors"] = [_UNSUPPORTED]
    if wanted.get("errors"):
        payload["errors"] = [_TOO_LARGE] if wanted["errors"] is True else wanted["errors"]
    system = payload.get("system")
    if isinstance(system, dict) and system.get("type") == "customer_identity_changed":
        payload["identity"] = {
            "acknowledged": False,
            "created_timestamp": payload["timestamp"],
            "hash": "Zk3x4Q==",
        }
