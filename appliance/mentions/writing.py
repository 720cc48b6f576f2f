"""Writing a note, and telling whom it names."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.checks import check_readable
from appliance.context import Context
from appliance.conversations.activity import NOTE
from appliance.conversations.models import Conversation, Message
from appliance.conversations.notes import LONGEST, add_note
from appliance.conversations.queries import present_messages
from appliance.conversations.visibility import find_conversation
from appliance.database import run_transaction
from appliance.errors import Conflict, InvalidInput
from appliance.mentions.models import Mention
from appliance.mentions.people import require_seeing
from appliance.realtime.events import MENTION_CREATED, publish_pending, record_for_person


@dataclass(frozen=True)
class NewNote:
    content: str
    mention_ids: list[int]
    client_key: str | None = None


def write_note(
    context: Context, user: User, conversation_id: int, note: NewNote
) -> tuple[dict[str, Any], bool]:
    """The message and whether it is new: the same client key is the same note. Whoever sees it may write.

    Raises NotFound, Conflict `client_key_used`, InvalidInput (`required`, `too_long`, `invalid_text`, and as
    people.require_seeing).
    """
    content = _checked(note.content)

    def work(session: Session) -> tuple[dict[str, Any], bool]:
        conversation = find_conversation(session, user, conversation_id, lock=True)
        known = _known(session, user, conversation, note.client_key)
        if known is not None:
            return present_messages(session, [known])[0], False
        mentioned = require_seeing(session, conversation, note.mention_ids)
        message = add_note(
            session, conversation, user, content, mentioned=mentioned, client_key=note.client_key
        )
        _mention(session, conversation, message, [one.id for one in mentioned if one.id != user.id])
        return present_messages(session, [message])[0], True

    shown, is_new = run_transaction(context.sessions, work)  # a lost race for the key finds it next time
    publish_pending(context)
    return shown, is_new


def _mention(session: Session, conversation: Conversation, message: Message, user_ids: list[int]) -> None:
    for user_id in user_ids:
        session.add(Mention(message_id=message.id, user_id=user_id))
        record_for_person(session, MENTION_CREATED, conversation.id, user_id)


def _known(
    session: Session, user: User, conversation: Conversation, client_key: str | None
) -> Message | None:
    if client_key is None:
        return None
    message = session.scalar(select(Message).where(Message.client_key == client_key))
    if message is None:
        return None
    is_same = (message.sender_user_id, message.conversation_id, message.message_type) == (
        user.id,
        conversation.id,
        NOTE,
    )
    if not is_same:
        raise Conflict("client_key_used", "Esta chave já foi usada em outra mensagem.")
    return message


def _checked(content: str) -> str:
    check_readable(content, "content")
    text = content.strip()
    if not text:
        raise InvalidInput("required", "Escreva a nota.", field="content")
    if len(text) > LONGEST:
        words = f"A nota tem {len(text)} caracteres: cabem {LONGEST}."
        raise InvalidInput("too_long", words, field="content", limit=LONGEST, length=len(text))
    return text
