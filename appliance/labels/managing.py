"""The client's labels: listed, made, changed, taken away."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import transaction
from appliance.errors import Conflict, NotFound
from appliance.labels.models import ConversationLabel, Label
from appliance.labels.queries import present_label
from appliance.names import key_of
from appliance.realtime.events import LABELS_UPDATED, publish_pending, record_for_all
from appliance.uniqueness import flush_unique

MOST = 300


def create_label(context: Context, name: str, colour: str) -> dict[str, Any]:
    """Raises Conflict `label_exists`, `too_many_labels`."""
    with transaction(context.sessions) as session:
        if (session.scalar(select(func.count()).select_from(Label)) or 0) >= MOST:
            raise Conflict(
                "too_many_labels", f"Há {MOST} etiquetas: exclua uma antes de criar outra.", limit=MOST
            )
        row = Label(name=name.strip(), name_key=key_of(name), colour=colour.lower())
        session.add(row)
        _flush(session, row.name)
        shown = present_label(row)
        note(session, "label.created", ("label", row.id), after=_audited(shown))
        record_for_all(session, LABELS_UPDATED)
    publish_pending(context)
    return shown


def change_label(
    context: Context, label_id: int, name: str | None = None, colour: str | None = None
) -> dict[str, Any]:
    """None leaves as it is. Raises NotFound, Conflict `label_exists`."""
    with transaction(context.sessions) as session:
        row = _get(session, label_id)
        before = present_label(row)
        if name is not None:
            row.name, row.name_key = name.strip(), key_of(name)
        row.colour = (colour or row.colour).lower()
        _flush(session, row.name)
        shown = present_label(row)
        note(session, "label.changed", ("label", label_id), _audited(before), _audited(shown))
        record_for_all(session, LABELS_UPDATED)
    publish_pending(context)
    return shown


def delete_label(context: Context, label_id: int, *, everywhere: bool) -> None:
    """`everywhere`: also from the conversations that carry it. Raises NotFound, Conflict `label_in_use`."""
    with transaction(context.sessions) as session:
        row = _get(session, label_id)
        carriers = _carriers(session, label_id)
        if carriers and not everywhere:
            raise Conflict(
                "label_in_use",
                f"A etiqueta está em {carriers} conversas. Excluí-la a tira de todas.",
                conversations=carriers,
            )
        before = _audited(present_label(row)) | {"conversations": carriers}
        note(session, "label.deleted", ("label", label_id), before=before)
        session.delete(row)  # the database takes it off the conversations
        record_for_all(session, LABELS_UPDATED)
    publish_pending(context)


def _get(session: Session, label_id: int) -> Label:
    row = session.get(Label, label_id, with_for_update=True)
    if row is None:
        raise NotFound("label_not_found", "Esta etiqueta não existe.")
    return row


def _carriers(session: Session, label_id: int) -> int:
    query = select(func.count()).select_from(ConversationLabel).where(ConversationLabel.label_id == label_id)
    return session.scalar(query) or 0


def _flush(session: Session, name: str) -> None:
    flush_unique(session, Conflict("label_exists", "Já existe uma etiqueta com este nome.", name=name))


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "colour")}
