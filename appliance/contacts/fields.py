"""The client's own fields of a contact: defined, put in order, archived."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.contacts.models import ContactField
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.names import key_of

MANAGE = "contact_field.manage"
MOST = 50
MOST_OPTIONS = 50


@dataclass(frozen=True)
class FieldChange:
    """What None leaves as it is."""

    name: str | None = None
    options: list[str] | None = None
    is_archived: bool | None = None


def list_fields(session: Session) -> list[dict[str, Any]]:
    """In the client's order, archived ones too."""
    rows = session.scalars(select(ContactField).order_by(ContactField.position, ContactField.id))
    return [present(row) for row in rows]


def create_field(sessions: Sessions, name: str, kind: str, options: list[str]) -> dict[str, Any]:
    """The last of them. Raises Conflict (`field_exists`, `too_many_fields`), InvalidInput `no_options`."""
    with transaction(sessions) as session:
        rows = _locked(session)
        _require_room(rows)
        _require_free(rows, name)
        row = ContactField(
            name=name,
            key=_new_key(name, {one.key for one in rows}),
            kind=kind,
            options=_options(kind, options),
            position=1 + max((one.position for one in rows), default=0),
        )
        session.add(row)
        session.flush()
        shown = present(row)
        note(session, "contact_field.created", ("contact_field", row.id), after=_audited(shown))
    return shown


def change_field(sessions: Sessions, field_id: int, change: FieldChange) -> dict[str, Any]:
    """What was filled in stays, whatever is archived or no longer a choice.

    Raises NotFound `field_not_found`, and as create_field.
    """
    with transaction(sessions) as session:
        rows = _locked(session)
        row = next((one for one in rows if one.id == field_id), None)
        if row is None:
            raise NotFound("field_not_found", "Este campo não existe.")
        before = present(row)
        if change.name is not None:
            row.name = change.name
        if change.options is not None:
            row.options = _options(row.kind, change.options)
        if change.is_archived is not None:
            row.archived_at = (row.archived_at or utc_now()) if change.is_archived else None
        if row.archived_at is None:
            others = [one for one in rows if one is not row]
            _require_free(others, row.name)
            _require_room(others)
        shown = present(row)
        note(session, "contact_field.changed", ("contact_field", field_id), _audited(before), _audited(shown))
    return shown


def order_fields(sessions: Sessions, ids: list[int]) -> list[dict[str, Any]]:
    """Those first, in this order; what is not named comes after them as it was. Unknown ids are nothing."""
    with transaction(sessions) as session:
        rows = _locked(session)
        before = [row.name for row in rows]
        place = {field_id: at for at, field_id in enumerate(ids)}
        rows.sort(key=lambda row: place.get(row.id, len(ids)))
        for at, row in enumerate(rows):
            row.position = at + 1
        after = [row.name for row in rows]
        note(session, "contact_field.ordered", ("contact_field", 0), {"order": before}, {"order": after})
        return [present(row) for row in rows]


def get_field(session: Session, field_id: int) -> ContactField:
    """One that can be filled in. Raises NotFound `field_not_found`, Conflict `field_archived`."""
    row = session.get(ContactField, field_id, with_for_update={"read": True})
    if row is None:
        raise NotFound("field_not_found", "Este campo não existe.")
    if row.archived_at is not None:
        raise Conflict("field_archived", "Este campo não é mais usado.", field="value")
    return row


def keys_in_use(session: Session) -> set[str]:
    """Of fields that texts may speak of."""
    return set(session.scalars(select(ContactField.key).where(ContactField.archived_at.is_(None))))


def present(row: ContactField) -> dict[str, Any]:
    """As the API shows it."""
    return {
        "id": row.id,
        "name": row.name,
        "key": row.key,
        "kind": row.kind,
        "options": row.options or [],
        "is_archived": row.archived_at is not None,
    }


def _locked(session: Session) -> list[ContactField]:
    """All of them: two people who change the list wait for each other."""
    query = select(ContactField).order_by(ContactField.position, ContactField.id).with_for_update()
    return list(session.scalars(query))


def _require_room(rows: list[ContactField]) -> None:
    if sum(row.archived_at is None for row in rows) >= MOST:
        raise Conflict("too_many_fields", f"Cabem {MOST} campos: arquive um antes.", limit=MOST)


def _require_free(rows: list[ContactField], name: str) -> None:
    if any(row.archived_at is None and key_of(row.name) == key_of(name) for row in rows):
        raise Conflict("field_exists", "Já existe um campo com este nome.", field="name", name=name)


def _new_key(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", key_of(name))[:34].strip("_") or "campo"
    numbered = (f"{plain}_{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(one for one in numbered if one not in taken)


def _options(kind: str, given: list[str]) -> list[str] | None:
    if kind != "choice":
        return None
    options = list(dict.fromkeys(given))
    if not options:
        raise InvalidInput("no_options", "Escreva ao menos uma opção.", field="options")
    return options


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "kind", "options", "is_archived")}
