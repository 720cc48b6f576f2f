"""Which labels conversations carry: for whole pages in one query, and as a filter."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from appliance.conversations.models import Conversation
from appliance.labels.models import ConversationLabel, Label

Shown = dict[str, Any]


def present_label(row: Label) -> Shown:
    """As the API shows it."""
    return {"id": row.id, "name": row.name, "colour": row.colour}


def list_labels(session: Session) -> list[Shown]:
    """All of them, by name."""
    return [present_label(row) for row in session.scalars(select(Label).order_by(Label.name_key))]


def labels_of(session: Session, conversation_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """Of each conversation that has any, by name."""
    ids = list(conversation_ids)
    found: dict[int, list[Shown]] = {}
    if not ids:
        return found
    rows = session.execute(
        select(ConversationLabel.conversation_id, Label)
        .join(Label, Label.id == ConversationLabel.label_id)
        .where(ConversationLabel.conversation_id.in_(ids))
        .order_by(Label.name_key)
    )
    for conversation_id, label in rows:
        found.setdefault(conversation_id, []).append(present_label(label))
    return found


def has_label(label_id: int) -> ColumnElement[bool]:
    """The condition on conversations."""
    return exists().where(
        ConversationLabel.conversation_id == Conversation.id, ConversationLabel.label_id == label_id
    )
