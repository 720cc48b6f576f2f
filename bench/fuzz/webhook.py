"""Webhook bodies that Meta never sent: read, taken apart, and made into what the inbox would show.

Every so many of them go, with a valid signature, through the real web view and the real processing on a
throw-away database. Anything but the answers foreseen (a malformed body, an item without an id or a sender)
is found.
"""

import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from appliance.app import create_app
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.conversations.presenting import present_message
from appliance.database import utc_now
from appliance.whatsapp.calls import tell
from appliance.whatsapp.changes import BUSINESS, CUSTOMER, parse_change
from appliance.whatsapp.echoes import parse_echo
from appliance.whatsapp.envelope import Item, MalformedBody, Note, read_body, walk
from appliance.whatsapp.models import WebhookDelivery
from appliance.whatsapp.notice_texts import readable_notice
from appliance.whatsapp.notices import actual_field, event_of, severity_of
from appliance.whatsapp.payload import parse_message, parse_receipt
from appliance.whatsapp.receiving import process_delivery
from bench.bare_stack import REPOSITORY
from bench.fuzz.finding import blaming
from bench.mutations import Mutator
from bench.payload_files import PHONE_NUMBER_ID, WABA_ID

CORPUS = Path(REPOSITORY) / "tests/payloads/webhooks"
BUGS = ("TypeError", "AttributeError", "KeyError", "IndexError", "LookupError")
"""Caught in production so that one item never stops the rest; here they are what is looked for."""


def fuzz(
    corpus: list[Any], number: int, seed: int, context: Context | None = None, view_every: int = 0
) -> dict[str, int]:
    """How the inputs ended, counted. Raises Found."""
    ends: Counter[str] = Counter()
    post = _Poster(context) if context is not None else None
    for position, body in enumerate(Mutator(corpus, seed).bodies()):
        if position == number:
            break
        with blaming(body, position):
            ends[understand(body)] += 1
            if post is not None and position % view_every == 0:
                ends[f"stored {post(body)}"] += 1
    return dict(ends)


def understand(body: bytes) -> str:
    """All that needs no database. Raises what it must never raise."""
    try:
        entries = read_body(body)
    except MalformedBody:
        return "malformed"
    refused = 0
    for item in walk(entries, PHONE_NUMBER_ID, WABA_ID):
        if isinstance(item, Note):
            continue
        for raw in item.raw if item.kind == "history" else [item.raw]:
            try:
                json.dumps(_understand(item, raw), allow_nan=False)
            except ValueError as error:
                if "without" not in str(error):
                    raise
                refused += 1
    return "with refused items" if refused else "understood"


def _understand(item: Item, raw: Any) -> Any:
    if item.kind == "status":
        return parse_receipt(raw).status
    if item.kind in {"call", "call_status"}:
        message = Message(conversation_id=1, created_at=utc_now())
        tell(message, [raw])
        return present_message(message)
    if item.kind in {"message", "echo", "history", "history_media"}:
        change = parse_change(raw, BUSINESS if item.kind == "echo" else CUSTOMER)
        if change is not None:
            return change.content
        parsed = (parse_echo if item.kind == "echo" else parse_message)(raw, item.contacts)
        return present_message(
            Message(
                message_type=parsed.type,
                content=parsed.content,
                record=parsed.record,
                payload=parsed.raw,
                sent_at=parsed.sent_at,
                created_at=utc_now(),
            )
        )
    field = actual_field(item.field_name, item.raw)
    return [event_of(field, raw), severity_of(field, raw), readable_notice(field, raw)]


class _Poster:
    """Through the web view and the processing, as Meta and the worker would."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._client = create_app(context).test_client()

    def __call__(self, body: bytes) -> str:
        secret = self._context.settings.whatsapp.app_secret.encode()
        signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        answer = self._client.post(
            "/webhooks/whatsapp", data=body, headers={"X-Hub-Signature-256": signature}
        )
        if answer.status_code != 200:
            raise AssertionError(f"answered {answer.status_code}")
        with self._context.sessions() as session:
            newest = select(WebhookDelivery.id).order_by(WebhookDelivery.id.desc()).limit(1)
            delivery_id = session.scalars(newest).one()
        process_delivery(self._context, delivery_id)
        with self._context.sessions() as session:
            delivery = session.get_one(WebhookDelivery, delivery_id)
        if any(bug in (delivery.last_error or "") for bug in BUGS):
            raise AssertionError(delivery.last_error)
        return delivery.state
