"""The customer service window: 24 hours from the customer's last message to that number."""

from sandbox.chats import INBOUND, Message

WINDOW_SECONDS = 24 * 60 * 60


def window_is_open(chat: list[Message], now: float) -> bool:
    """Whether free-form messages are delivered in `chat`; only what the customer wrote opens it."""
    last = max((message.timestamp for message in chat if message.direction == INBOUND), default=0.0)
    return now - last < WINDOW_SECONDS
