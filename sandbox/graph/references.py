"""What a send call points at must exist: media of this number, the message a reaction is about."""

from collections.abc import Iterator
from typing import Any

from sandbox.chats import Chats
from sandbox.errors import UnknownThing
from sandbox.graph.errors import GraphError, invalid_parameter, invalid_value
from sandbox.graph.media_store import Media, MediaStore
from sandbox.seed_file import Customer, Number
from sandbox.timeline import Timeline

Json = dict[str, Any]
MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")
_TYPES = {"image": "image/", "video": "video/", "audio": "audio/", "sticker": "image/webp"}
REACTION_DAYS = 30


class References:
    """Source: Meta, Messages and error codes."""

    def __init__(self, media: MediaStore, chats: Chats, timeline: Timeline) -> None:
        self._media = media
        self._chats = chats
        self._timeline = timeline

    def check(self, number: Number, customer: Customer, kind: str, content: Any) -> None:
        """Raises GraphError: 100 unknown media, 131053 of another kind, 131009 an unknown message."""
        for media_kind, wanted in _media_of(kind, content):
            if wanted.get("id"):
                self._check_media(number, media_kind, str(wanted["id"]), wanted)
        if kind == "reaction":
            self._check_reaction(number, customer, content["message_id"])

    def _check_media(self, number: Number, kind: str, media_id: str, wanted: Json) -> None:
        media = self._media.get(media_id)
        if media is None or media.phone_number_id != number.phone_number_id:
            raise invalid_parameter(
                f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
            )
        if not media.mime_type.startswith(_TYPES.get(kind, "")) or _is_no_voice(kind, media, wanted):
            raise GraphError(
                131053,
                "(#131053) Media upload error",
                details=f"The file of type {media.mime_type} cannot be sent as {kind}.",
            )

    def _check_reaction(self, number: Number, customer: Customer, wamid: str) -> None:
        try:
            target = self._chats.find(wamid)
        except UnknownThing:
            raise invalid_value("reaction.message_id is not a message of this chat.") from None
        if (target.phone_number_id, target.wa_id) != (number.phone_number_id, customer.wa_id):
            raise invalid_value("reaction.message_id is not a message of this chat.")
        if self._timeline.now() - target.timestamp > REACTION_DAYS * 24 * 60 * 60:
            raise invalid_value("The message is older than 30 days.")


def _is_no_voice(kind: str, media: Media, wanted: Json) -> bool:
    return kind == "audio" and bool(wanted.get("voice")) and not media.mime_type.startswith("audio/ogg")


def _media_of(kind: str, content: Any) -> Iterator[tuple[str, Json]]:
    """Every media object of a message with its kind: the message's own, a header's, a template's."""
    if kind in MEDIA_KINDS:
        yield kind, content
    elif kind == "interactive":
        header = content.get("header") or {}
        if header.get("type") in MEDIA_KINDS:
            yield header["type"], header[header["type"]]
    elif kind == "template":
        for component in content.get("components", []):
            for parameter in component.get("parameters", []):
                if parameter["type"] in MEDIA_KINDS:
                    yield parameter["type"], parameter[parameter["type"]]
