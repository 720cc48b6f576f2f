"""The sender for one conversation, in the test's own thread."""

from appliance.context import Context
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.sending import Sender


def send_conversation(context: Context, client: GraphClient, conversation_id: int) -> None:
    """Sends every message of the conversation that is due, until one has to wait."""
    sender = Sender(context, client)
    sender.wake(conversation_id)
    try:
        sender.drain()
    finally:
        sender.close()
