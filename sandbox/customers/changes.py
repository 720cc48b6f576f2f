"""What a customer changes after the fact: a message's text, a message at all, the own number.

Edits and revokes reach only numbers that are also in the WhatsApp Business app (coexistence). Source: Meta,
webhooks/reference/messages (edit, revoke, system).
"""

from typing import Any

from sandbox.chats import INBOUND, Chats, Message
from sandbox.customers.directory import Directory
from sandbox.errors import SandboxError
from sandbox.seed_file import Customer

Json = dict[str, Any]
SYSTEM_KINDS = ("user_changed_number", "user_changed_user_id", "customer_identity_changed")


def edited(wanted: Json, customer: Customer, chats: Chats) -> Json:
    """The `edit` object; the original shows its new text from now on. Raises SandboxError, UnknownThing."""
    original = _own_message(wanted, customer, chats)
    text = wanted.get("text")
    if not isinstance(text, str) or not text:
        raise SandboxError("an edit needs the new text")
    if original.type == "text":
        content: Json = {"body": text}
    elif isinstance(original.content, dict):
        content = {**original.content, "caption": text}
    else:
        raise SandboxError("only a text or a caption can be edited")
    chats.change(original, content=content)
    return {
        "original_message_id": original.wamid,
        "message": {"type": original.type, original.type: content},
    }


def revoked(wanted: Json, customer: Customer, chats: Chats) -> Json:
    """The `revoke` object; the original is gone from the phone. Raises SandboxError, UnknownThing."""
    original = _own_message(wanted, customer, chats)
    chats.change(original, is_revoked=True)
    return {"original_message_id": original.wamid}


def changed_identity(wanted: Json, customer: Customer, directory: Directory, chats: Chats) -> Json:
    """The `system` object, after doing what it tells. Raises SandboxError."""
    kind = str(wanted.get("system_type", SYSTEM_KINDS[0]))
    if kind not in SYSTEM_KINDS:
        raise SandboxError(f"system_type is one of {', '.join(SYSTEM_KINDS)}")
    system: Json = {"type": kind}
    if kind == "customer_identity_changed":
        return system | {"body": f"{customer.name} changed their security code"}
    if kind == "user_changed_user_id":
        new = directory.renew_user_id(customer)
        body = f"User {customer.name} changed their user id"
    else:
        new = directory.change_number(customer, str(wanted.get("new_wa_id", "")))
        chats.move(customer.wa_id, new.wa_id)
        system["wa_id"] = new.wa_id
        body = f"User {customer.name} changed from {customer.wa_id} to {new.wa_id}"
    return system | {"body": body, "user_id": new.user_id, "previous_user_id": customer.user_id}


def _own_message(wanted: Json, customer: Customer, chats: Chats) -> Message:
    original = chats.find(str(wanted.get("message_id", "")))
    if original.direction != INBOUND or original.wa_id != customer.wa_id:
        raise SandboxError("message_id is not a message that this customer wrote")
    return original
