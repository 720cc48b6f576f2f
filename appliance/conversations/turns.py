"""Whose turn it is to write, and how long a customer has waited for theirs, kept on the conversation's row by
whatever changes it.

Service levels, the order of queues and the waiting for a customer's answer are counted from it; the ticker
looks at all of them, so that a message costs no question more.
"""

from typing import Any, Final

from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now

NOBODYS_TURN: Final = ("reaction", "note", "system", "edit", "revoke")


def begun(conversation: Conversation, status: str) -> dict[str, Any]:
    """What a change to `status` sets: with people, the customer waits for them; taken up again, we wait."""
    values: dict[str, Any] = {"clocks_changed": True}
    now = utc_now()
    if conversation.status == "closed":
        awaiting = {"awaiting_customer_since": now, "idle_warnings": 0, "idle_warned_at": None}
        return values | awaiting | {"people_since": now, "answered_at": conversation.answered_at or now}
    if conversation.people_since is None and status in ("waiting", "open"):
        return values | {"people_since": now, "answered_at": None, "awaiting_customer_since": None}
    return values


def said(conversation: Conversation, message: Message) -> None:
    """`message` is in the thread now; the conversation's row must be locked."""
    if conversation.people_since is None or message.message_type in NOBODYS_TURN:
        return
    awaiting = conversation.awaiting_customer_since
    if message.sender_type == "customer":
        if awaiting is not None and message.sent_at >= awaiting.replace(microsecond=0):
            _turn(conversation, None)
            conversation.waiting_since = conversation.waiting_since or message.sent_at
    elif message.sender_type == "attendant" and message.status != "failed":
        if conversation.answered_at is None:
            conversation.answered_at = max(message.sent_at, conversation.people_since)
            conversation.clocks_changed = True
        if awaiting is None or message.sent_at > awaiting:
            _turn(conversation, message)
            # answered while it waits, on the business's own phone: behind those whom nobody has answered
            conversation.waiting_since = message.sent_at if conversation.status == "waiting" else None


def _turn(conversation: Conversation, ours: Message | None) -> None:
    if (ours is None) != (conversation.awaiting_customer_since is None):
        conversation.clocks_changed = True
    conversation.awaiting_customer_since = ours.sent_at if ours is not None else None
    if ours is None:  # what we add may yet fail: inactivity.steps looks at what arrived
        conversation.idle_warnings, conversation.idle_warned_at = 0, None
