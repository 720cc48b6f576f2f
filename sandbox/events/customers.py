"""What customers do besides writing: they call, and they stop marketing messages. Source: Meta, calls and
user_preferences."""

import secrets
from typing import Any

from sandbox.customers.directory import contact_of
from sandbox.customers.preferences import Preferences
from sandbox.graph.window import ServiceWindows
from sandbox.seed_file import Customer, Number
from sandbox.timeline import Timeline
from sandbox.webhooks.envelope import number_value

Json = dict[str, Any]


def call_value(
    number: Number, customer: Customer, wanted: Json, windows: ServiceWindows, timeline: Timeline
) -> Json:
    """`kind`: connect (default), terminate (with `seconds`), or a status RINGING, ACCEPTED, REJECTED.

    A call of the customer opens the window.
    """
    kind, now = str(wanted.get("kind", "connect")), int(timeline.now())
    call_id = str(wanted.get("call_id") or f"wacid.{secrets.token_urlsafe(24)}")
    value = number_value(number) | {"contacts": [contact_of(customer)]}
    if kind.isupper():
        status = {"id": call_id, "type": "call", "status": kind, "timestamp": str(now)}
        return value | {"statuses": [status | {"recipient_id": customer.wa_id}]}
    direction = str(wanted.get("direction", "USER_INITIATED"))
    people = {"from": customer.wa_id, "to": number.display_phone_number}
    if direction == "BUSINESS_INITIATED":
        people = {"from": number.display_phone_number, "to": customer.wa_id}
    else:
        windows.customer_wrote(number.phone_number_id, customer.wa_id)
    call: Json = {"id": call_id} | people
    call |= {"event": kind, "direction": direction, "timestamp": str(now)}
    if kind == "terminate":
        seconds = int(wanted.get("seconds", 42))
        call |= {
            "status": wanted.get("status", "COMPLETED"),
            "start_time": str(now - seconds),
            "end_time": str(now),
            "duration": seconds,
        }
    else:
        call["session"] = {"sdp_type": "offer", "sdp": "v=0\r\n"}
    return value | {"calls": [call]}


def preference_value(
    number: Number, customer: Customer, wanted: Json, preferences: Preferences, timeline: Timeline
) -> Json:
    """`value`: stop (default) or resume marketing messages; sending heeds it."""
    value = "resume" if wanted.get("value") == "resume" else "stop"
    change = preferences.resume if value == "resume" else preferences.stop
    change(number.phone_number_id, customer.wa_id)
    whose = {} if customer.hides_number else {"wa_id": customer.wa_id}
    row = whose | {
        "user_id": customer.user_id,
        "category": "marketing_messages",
        "value": value,
        "detail": f"User requested to {value} marketing messages",
        "timestamp": int(timeline.now()),
    }
    return number_value(number) | {"contacts": [contact_of(customer)], "user_preferences": [row]}


def error_value(wanted: Json) -> Json:
    """`value.errors` of field messages: about the number, no message and no status."""
    code = int(wanted.get("code", 130429))
    title = str(wanted.get("title", "Rate limit hit"))
    details = {"details": wanted.get("details", "Message failed to send because of a limit of the number.")}
    error = {"code": code, "title": title, "message": title, "error_data": details}
    return {"errors": [error | {"href": "https://developers.facebook.com/docs/whatsapp"}]}
