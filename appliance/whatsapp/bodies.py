"""The body of POST /messages, made from what the outbox holds (Meta: messages/send-messages)."""

from collections.abc import Mapping
from typing import Any

from appliance.contacts.models import Contact
from appliance.conversations.activity import REACTION
from appliance.conversations.models import Message
from appliance.whatsapp.quoting import Quoted
from appliance.whatsapp.receipts import callback_data

FILE = "guiche_media"
"""{FILE: id of our row} stands in `outgoing` where Meta's id of that file will."""


def body_of(
    message: Message, contact: Contact, quoted: Quoted | None = None, files: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """`quoted`: the message it answers or reacts to; `files`: Meta's id for each of ours it names.

    Raises LookupError when it names a file that is not among `files`.
    """
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    chat = quoted if quoted is not None and (quoted.wa_id or quoted.bsuid) else contact
    # without `+` Meta may take the number for one of the business's own country
    body |= {"to": f"+{chat.wa_id}"} if chat.wa_id else {"recipient": chat.bsuid}
    body |= _with_files(message.outgoing or _text(message), files or {})
    body["biz_opaque_callback_data"] = callback_data(message)
    if quoted is not None and message.message_type != REACTION:
        body["context"] = {"message_id": quoted.whatsapp_id}
    return body


def files_of(outgoing: Any) -> frozenset[int]:
    """Ids of the media rows that `outgoing` names."""
    if isinstance(outgoing, dict):
        if set(outgoing) == {FILE}:
            return frozenset({outgoing[FILE]})
        outgoing = list(outgoing.values())
    if isinstance(outgoing, list):
        return frozenset().union(*map(files_of, outgoing))
    return frozenset()


def _text(message: Message) -> dict[str, Any]:
    return {"type": "text", "text": {"body": message.content, "preview_url": False}}


def _with_files(part: Any, files: Mapping[int, str]) -> Any:
    if isinstance(part, dict):
        if set(part) == {FILE}:
            return files[part[FILE]]
        return {key: _with_files(value, files) for key, value in part.items()}
    return [_with_files(value, files) for value in part] if isinstance(part, list) else part
