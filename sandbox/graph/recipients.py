"""Whom a send call is for, and the WhatsApp id that Meta answers for the number it was given."""

from typing import Any

from sandbox.brazilian_numbers import digits, match_key
from sandbox.customers.directory import Directory
from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value
from sandbox.seed_file import Customer, Number


def recipient_of(
    body: dict[str, Any], number: Number, directory: Directory
) -> tuple[Customer, dict[str, str]]:
    """The customer of `to` (or of `recipient`, a user id) and the item of the answer's `contacts`.

    Raises GraphError: 100 without a recipient, 131009 for what is no number, 131021 for the sender itself.
    """
    to, user_id = body.get("to"), body.get("recipient")
    if to is None and isinstance(user_id, str):
        customer = directory.by_user_id(user_id)
        if customer is None:
            raise invalid_value("recipient is not a user id of this portfolio.")
        return customer, {"input": user_id, "user_id": user_id}
    if not isinstance(to, str):
        raise invalid_parameter("The parameter to is required.")
    dialled = digits(to)
    if not to.strip().startswith("+") and len(dialled) in (10, 11):
        dialled = number.display_phone_number[:2] + dialled  # Meta adds the business's country code
    if not 8 <= len(dialled) <= 15:
        raise invalid_value(f"{to!r} is not a phone number.")
    if match_key(dialled) == match_key(number.display_phone_number):
        raise GraphError(
            131021,
            "(#131021) Recipient cannot be sender",
            details="Sender and recipient phone number is the same.",
        )
    customer = directory.find_or_add(dialled)
    return customer, {"input": to, "wa_id": customer.wa_id}
