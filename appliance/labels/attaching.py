"""Labels put on conversations and taken off, of one or of many at once."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import find_conversation
from appliance.database import run_transaction
from appliance.errors import InvalidInput, NotFound
from appliance.labels.models import ConversationLabel, Label
from appliance.realtime.events import CONVERSATION_UPDATED, publish_pending, record

MOST_ON_ONE = 20


def relabel(
    context: Context, user: User, conversation_ids: list[int], add: list[int], remove: list[int]
) -> list[dict[str, Any]]:
    """The conversations as they are then: all of them, or nothing is changed. What is there already stays.

    Raises NotFound (`conversation_not_found`, `label_not_found`), InvalidInput `too_many_labels`.
    """

    def work(session: Session) -> list[dict[str, Any]]:
        names = _names(session, {*add, *remove})
        # in this order, so that two who label the same ones do not wait for each other
        conversations = [
            find_conversation(session, user, one, lock=True) for one in sorted(set(conversation_ids))
        ]
        for conversation in conversations:
            _relabel(session, conversation.id, {*add} - {*remove}, {*remove}, names)
        session.flush()
        return present_conversations(session, conversations)

    shown = run_transaction(context.sessions, work)
    publish_pending(context)
    return shown


def relabel_within(session: Session, conversation_id: int, add: set[int], remove: set[int]) -> None:
    """In the caller's transaction, the conversation's row locked. Raises as relabel."""
    _relabel(session, conversation_id, add - remove, remove, _names(session, add | remove))


def _relabel(
    session: Session, conversation_id: int, add: set[int], remove: set[int], names: dict[int, str]
) -> None:
    has = set(
        session.scalars(
            select(ConversationLabel.label_id).where(ConversationLabel.conversation_id == conversation_id)
        )
    )
    new, gone = add - has, remove & has
    if not new and not gone:
        return
    if len(has - gone) + len(new) > MOST_ON_ONE:
        raise InvalidInput(
            "too_many_labels", f"Uma conversa leva no máximo {MOST_ON_ONE} etiquetas.", limit=MOST_ON_ONE
        )
    session.add_all(ConversationLabel(conversation_id=conversation_id, label_id=one) for one in new)
    if gone:
        session.execute(
            delete(ConversationLabel).where(
                ConversationLabel.conversation_id == conversation_id, ConversationLabel.label_id.in_(gone)
            )
        )
    changes = {"added": sorted(names[one] for one in new), "removed": sorted(names[one] for one in gone)}
    after = {key: changed for key, changed in changes.items() if changed}
    note(session, "conversation.labelled", ("conversation", conversation_id), after=after)
    record(session, CONVERSATION_UPDATED, conversation_id)


def _names(session: Session, label_ids: set[int]) -> dict[int, str]:
    """Locked for reading: whoever deletes one waits. Raises NotFound."""
    query = select(Label.id, Label.name).where(Label.id.in_(label_ids)).with_for_update(read=True)
    found = {row_id: name for row_id, name in session.execute(query)} if label_ids else {}
    if label_ids - set(found):
        raise NotFound(
            "label_not_found", "Esta etiqueta não existe mais.", ids=sorted(label_ids - set(found))
        )
    return found
