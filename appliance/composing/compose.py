"""From what somebody wants to send to what is stored and sent, whatever its kind."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.canned_answers.variables import require_filled
from appliance.composing.cards import compose_contacts
from appliance.composing.checks import check_readable, refuse_given
from appliance.composing.drafts import Composed, Draft
from appliance.composing.interactive import compose_interactive
from appliance.composing.plain import compose_location, compose_media, compose_text
from appliance.composing.templates import compose_template
from appliance.contacts.models import Contact
from appliance.errors import InvalidInput

MEDIA_KINDS: Final = ("image", "video", "audio", "document", "sticker")
_OWN_FIELD: Final = {
    "text": None,
    **dict.fromkeys(MEDIA_KINDS, "media_id"),
    "location": "location",
    "contacts": "contacts",
    "interactive": "interactive",
    "template": "template",
}
MESSAGE_TYPES: Final = tuple(_OWN_FIELD)


def compose(session: Session, user: User, contact: Contact, draft: Draft) -> Composed:
    """Every limit of Meta's is checked here. A file's row is locked, for the caller to give to the message.

    Raises InvalidInput, which names the field and says in words what to do.
    """
    check_readable({name: value for name, value in asdict(draft).items() if name != "media_id"})
    if draft.message_type not in _OWN_FIELD:
        message = f"Mensagens do tipo {draft.message_type[:40]} não podem ser enviadas."
        raise InvalidInput("invalid_type", message, field="message_type")
    require_filled(draft.content, "content")
    own = _OWN_FIELD[draft.message_type]
    for field in {*_OWN_FIELD.values()} - {None, own}:
        message = f"Isto não cabe em uma mensagem do tipo {draft.message_type}."
        refuse_given(getattr(draft, str(field)), str(field), message)
    return _composer(session, user, contact, draft)[draft.message_type]()


def _composer(
    session: Session, user: User, contact: Contact, draft: Draft
) -> dict[str, Callable[[], Composed]]:
    return {
        "text": lambda: compose_text(draft),
        **dict.fromkeys(MEDIA_KINDS, lambda: compose_media(session, user, draft)),
        "location": lambda: compose_location(draft),
        "contacts": lambda: compose_contacts(session, draft),
        "interactive": lambda: compose_interactive(session, user, draft),
        "template": lambda: compose_template(session, user, contact, draft),
    }
