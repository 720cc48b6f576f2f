"""The attendant's name before what they write: `*Ana:*` and the text below it, as WhatsApp's users expect."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.composing.drafts import Draft
from appliance.composing.limits import CAPTION, MEDIA_HEADERS, TEXT
from appliance.database import Sessions, transaction
from appliance.errors import InvalidInput
from appliance.settings_store import store
from appliance.signatures.models import Signature

OFF: Final = "off"
OPTIONAL: Final = "optional"
ALWAYS: Final = "always"
MODES: Final = (OFF, OPTIONAL, ALWAYS)
KEY: Final = "signature"
_LIMITS: Final = {"text": TEXT, **dict.fromkeys(MEDIA_HEADERS, CAPTION)}
"""Of the words that take a signature, by the kind of the message."""
_MARKUP = str.maketrans("", "", "*_~`")
"""Signs that would end the bold in the middle of a name."""


def present(session: Session, user: User) -> dict[str, Any]:
    """The client's mode, the person's own choice, and what stands before their texts."""
    row = session.get(Signature, user.id)
    return {
        "mode": store.read(session, KEY, OFF),
        "is_on": row is not None and row.is_on,
        "name": row.name if row is not None else None,
        "prefix": prefix_of(session, user),
    }


def change_own(sessions: Sessions, user: User, *, is_on: bool, name: str | None) -> dict[str, Any]:
    """`name` None: the person's own."""
    with transaction(sessions) as session:
        row = session.get(Signature, user.id, with_for_update=True)
        before = {"is_on": False, "name": None} if row is None else {"is_on": row.is_on, "name": row.name}
        if row is None:
            row = Signature(user_id=user.id)
            session.add(row)
        row.is_on, row.name = is_on, " ".join((name or "").split()) or None
        after = {"is_on": row.is_on, "name": row.name}
        note(session, "signature.changed", ("user", user.id), before, after)
        session.flush()
        return present(session, user)


def change_mode(sessions: Sessions, user: User, mode: str) -> dict[str, Any]:
    """For everybody: never, as each likes, or always."""
    with transaction(sessions) as session:
        store.write(session, KEY, mode, default=OFF)
        session.flush()
        return present(session, user)


def prefix_of(session: Session, user: User) -> str:
    """What stands before the person's texts; '' if they do not sign."""
    mode = store.read(session, KEY, OFF)
    row = session.get(Signature, user.id) if mode != OFF else None
    if mode == OFF or (mode == OPTIONAL and not (row and row.is_on)):
        return ""
    name = " ".join(((row and row.name) or user.name).translate(_MARKUP).split())
    return f"*{name}:*\n" if name else ""


def signed(session: Session, user: User, draft: Draft) -> Draft:
    """A text or caption with the person's signature; what has none stays as it is.

    Raises InvalidInput `too_long`.
    """
    content, limit = (draft.content or "").strip(), _LIMITS.get(draft.message_type)
    prefix = prefix_of(session, user) if limit and content else ""
    if not (limit and prefix):
        return draft
    room = limit - len(prefix)
    if len(content) > room:
        text = f"O texto: {len(content)} caracteres. Com a sua assinatura cabem {room}."
        raise InvalidInput("too_long", text, field="content", limit=room, length=len(content))
    return replace(draft, content=prefix + content)
