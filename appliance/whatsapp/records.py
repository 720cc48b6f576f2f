"""What a message is beyond its text, as a record by kind: the API's and the socket's `metadata`.

Fields: Meta, webhooks/reference/messages. Any of them may be missing or odd, so a record says what is known
and never fails; the object as Meta sent it is stored beside it.
"""

import json
from collections.abc import Callable
from typing import Any

from appliance.whatsapp.cards import read_cards
from appliance.whatsapp.fields import get, items, number, some, text, word

MEDIA_KINDS = ("image", "video", "audio", "voice", "document", "sticker")
SHORT, LONG = 300, 4_000
"""Characters kept of a title and of a text; more is in the payload."""
FLOW_FIELDS = 100

Record = dict[str, Any]


def record_of(kind: str, raw: Any) -> Record:
    """The record of a message of type `kind`, from the message object `raw`; never raises."""
    reader = _READERS.get(kind)
    own = reader(get(raw, kind), raw) if reader else {}
    if reader is None and kind not in _WITHOUT_RECORD:
        own = {"unknown": {"type": kind[:SHORT]}}
    return own | some(
        context=_context(get(raw, "context")),
        referral=_referral(get(raw, "referral")),
        unsupported=_unsupported(kind, raw),
    )


def _context(context: Any) -> Record:
    """Forwarded, or asked about a product. What is quoted is the message's `reply_to`."""
    product = get(context, "referred_product")
    return some(
        forwarded=True if get(context, "forwarded") is True else None,
        frequently_forwarded=True if get(context, "frequently_forwarded") is True else None,
        referred_product=some(
            catalog_id=word(get(product, "catalog_id"), SHORT),
            product_retailer_id=word(get(product, "product_retailer_id"), SHORT),
        ),
    )


def _referral(referral: Any) -> Record:
    """The advertisement or post the customer came from."""
    short = ("source_type", "source_id", "headline", "media_type", "ctwa_clid")
    long = ("source_url", "body", "image_url", "video_url", "thumbnail_url")
    return some(
        **{name: word(get(referral, name), SHORT) for name in short},
        **{name: text(get(referral, name), LONG) for name in long},
    )


def _unsupported(kind: str, raw: Any) -> Record:
    """What WhatsApp does not hand to businesses, and why; also a message that came with an error."""
    error = next(iter(items(get(raw, "errors"))), None)
    return some(
        type=text(get(raw, "unsupported", "type"), SHORT) if kind == "unsupported" else None,
        code=number(get(error, "code")),
        title=text(get(error, "title"), SHORT) or text(get(error, "message"), SHORT),
        details=text(get(error, "error_data", "details"), LONG),
    )


def _media(part: Any, _raw: Any) -> Record:
    """As declared; the file's own facts come from its row (media.presenting)."""
    return {
        "media": some(
            filename=text(get(part, "filename"), SHORT),
            mime_type=text(get(part, "mime_type"), 128),
            voice=True if get(part, "voice") is True else None,
            animated=True if get(part, "animated") is True else None,
        )
    }


def _location(part: Any, _raw: Any) -> Record:
    return {
        "location": some(
            latitude=number(get(part, "latitude")),
            longitude=number(get(part, "longitude")),
            name=text(get(part, "name"), SHORT),
            address=text(get(part, "address"), LONG),
            url=text(get(part, "url"), LONG),
        )
    }


def _contacts(part: Any, raw: Any) -> Record:
    return {"contacts": read_cards(part)} | some(origin=text(get(raw, "origin"), SHORT))


def _interactive(part: Any, _raw: Any) -> Record:
    """The object of a reply may be missing altogether: its type alone is then what is known."""
    kind = text(get(part, "type"), SHORT)
    for name, reader in _REPLIES.items():
        if kind == name or isinstance(get(part, name), dict):
            return {"reply": reader(get(part, name))}
    return {"unknown": {"type": f"interactive/{kind}"}} if kind else {}


def _choice(kind: str) -> Callable[[Any], Record]:
    def read(reply: Any) -> Record:
        return {"kind": kind} | some(
            id=word(get(reply, "id"), SHORT),
            title=text(get(reply, "title"), SHORT),
            description=text(get(reply, "description"), SHORT),
        )

    return read


def _flow(reply: Any) -> Record:
    """A form filled in: `response_json` is JSON written as text."""
    try:
        answers = json.loads(get(reply, "response_json") or "")
    except (ValueError, TypeError, RecursionError):
        answers = None
    fields = dict(list(answers.items())[:FLOW_FIELDS]) if isinstance(answers, dict) else {}
    kind = "address" if get(reply, "name") == "address_message" else "flow"
    return {"kind": kind} | some(
        title=text(get(reply, "body"), LONG),
        fields={
            str(name)[:SHORT]: _plain(value) for name, value in fields.items() if name != "flow_token"
        },  # the token is ours, and says nothing to a person
    )


def _plain(value: Any) -> Any:
    """A field's value as it is if it is simple; what is nested as its JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:LONG]


def _call_permission(reply: Any) -> Record:
    permanent = get(reply, "is_permanent")
    return {"kind": "call_permission"} | some(
        id=text(get(reply, "response"), SHORT),
        fields=some(
            response=text(get(reply, "response"), SHORT),
            is_permanent=permanent if isinstance(permanent, bool) else None,
            expiration_timestamp=number(get(reply, "expiration_timestamp")),
            response_source=text(get(reply, "response_source"), SHORT),
        ),
    )


_REPLIES: dict[str, Callable[[Any], Record]] = {
    "button_reply": _choice("button"),
    "list_reply": _choice("list"),
    "nfm_reply": _flow,
    "call_permission_reply": _call_permission,
}


def _button(part: Any, _raw: Any) -> Record:
    """A tap on a quick reply of a template; the payload is the developer's, or the label again."""
    return {
        "reply": {"kind": "template_button"}
        | some(id=word(get(part, "payload"), SHORT), title=text(get(part, "text"), SHORT))
    }


def _order(part: Any, _raw: Any) -> Record:
    wanted = [
        some(
            product_retailer_id=word(get(item, "product_retailer_id"), SHORT),
            quantity=number(get(item, "quantity")),
            item_price=number(get(item, "item_price")),
            currency=text(get(item, "currency"), 8),
        )
        for item in items(get(part, "product_items"))
    ]
    known = [item for item in wanted if item]
    currencies = {item.get("currency") for item in known}
    is_priced = known and all("quantity" in item and "item_price" in item for item in known)
    return {
        "order": some(
            catalog_id=word(get(part, "catalog_id"), SHORT),
            text=text(get(part, "text"), LONG),
            total=round(sum(item["quantity"] * item["item_price"] for item in known), 2)
            if is_priced and len(currencies) == 1
            else None,
            currency=currencies.pop() if len(currencies) == 1 else None,
        )
        | {"items": known}
    }


_SYSTEM = {
    "user_changed_number": "number_changed",
    "user_changed_user_id": "user_id_changed",
    "customer_identity_changed": "identity_changed",
}


def _system(part: Any, raw: Any) -> Record:
    """A notice of WhatsApp's about the customer: `from` and `to` are the ids before and after."""
    kind = _SYSTEM.get(text(get(part, "type")) or "", "other")
    before, after = None, None
    if kind == "number_changed":
        before = text(get(raw, "from")) or text(get(part, "previous_user_id"))
        after = text(get(part, "wa_id")) or text(get(part, "user_id"))
    elif kind == "user_id_changed":
        before = text(get(part, "previous_user_id")) or text(get(raw, "from_user_id"))
        after = text(get(part, "user_id"))
    return {
        "system": {"kind": kind}
        | some(**{"from": before[:SHORT] if before else None, "to": after[:SHORT] if after else None})
    }


_READERS: dict[str, Callable[[Any, Any], Record]] = {
    **dict.fromkeys(MEDIA_KINDS, _media),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "system": _system,
}
_WITHOUT_RECORD = (
    *("text", "note", "unsupported", "call", "request_welcome", "media_placeholder"),
    *("reaction", "edit", "revoke"),
)
"""Their text is all there is to show, or their record is made elsewhere."""
