"""What customers are asked to agree to: two purposes come with the tenant, the client adds its own."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.contacts.models import ConsentPurpose
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.names import key_of

SERVICE: Final = "service"
MARKETING: Final = "marketing"
BUILT_IN: Final = {SERVICE: "Atendimento", MARKETING: "Marketing"}
"""Marketing is WhatsApp's own too: withdrawn, no marketing template is sent."""
MOST = 30


def builtin_purposes() -> list[ConsentPurpose]:
    """As a tenant begins."""
    return [ConsentPurpose(key=key, name=name) for key, name in BUILT_IN.items()]


def list_purposes(session: Session) -> list[dict[str, Any]]:
    """Those that came with the tenant first, archived ones too."""
    return [present(row) for row in session.scalars(select(ConsentPurpose).order_by(ConsentPurpose.id))]


def create_purpose(sessions: Sessions, name: str, text: str | None) -> dict[str, Any]:
    """Raises Conflict (`purpose_exists`, `too_many_purposes`)."""
    with transaction(sessions) as session:
        rows = _locked(session)
        if len(rows) >= MOST:
            raise Conflict("too_many_purposes", f"Cabem {MOST} finalidades.", limit=MOST)
        _require_free(rows, name)
        row = ConsentPurpose(name=name, text=text)
        session.add(row)
        session.flush()
        shown = present(row)
        note(session, "consent_purpose.created", ("consent_purpose", row.id), after=_audited(shown))
    return shown


def change_purpose(sessions: Sessions, purpose_id: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """`wanted`: any of name, text, is_archived. What was agreed to before keeps the text of then.

    Raises NotFound `purpose_not_found`, Conflict (`purpose_exists`, `fixed_purpose`).
    """
    with transaction(sessions) as session:
        rows = _locked(session)
        row = next((one for one in rows if one.id == purpose_id), None)
        if row is None:
            raise NotFound("purpose_not_found", "Esta finalidade não existe.")
        if row.key is not None and {"name", "is_archived"} & set(wanted):
            raise Conflict("fixed_purpose", "Desta finalidade só muda o texto.")
        before = present(row)
        row.name, row.text = wanted.get("name", row.name), wanted.get("text", row.text)
        if "is_archived" in wanted:
            row.archived_at = (row.archived_at or utc_now()) if wanted["is_archived"] else None
        _require_free([one for one in rows if one is not row], row.name)
        shown = present(row)
        audited = ("consent_purpose", purpose_id)
        note(session, "consent_purpose.changed", audited, _audited(before), _audited(shown))
    return shown


def get_purpose(session: Session, purpose_id: int) -> ConsentPurpose:
    """Raises NotFound `purpose_not_found`."""
    row = session.get(ConsentPurpose, purpose_id)
    if row is None:
        raise NotFound("purpose_not_found", "Esta finalidade não existe.")
    return row


def marketing(session: Session) -> ConsentPurpose:
    """The one that WhatsApp speaks of."""
    row = session.scalar(select(ConsentPurpose).where(ConsentPurpose.key == MARKETING))
    if row is None:  # a database that was emptied: what customers say is kept all the same
        row = ConsentPurpose(key=MARKETING, name=BUILT_IN[MARKETING])
        session.add(row)
        session.flush()
    return row


def present(row: ConsentPurpose) -> dict[str, Any]:
    """As the API shows it."""
    return {
        "id": row.id,
        "key": row.key,
        "name": row.name,
        "text": row.text,
        "is_archived": row.archived_at is not None,
    }


def _locked(session: Session) -> list[ConsentPurpose]:
    return list(session.scalars(select(ConsentPurpose).order_by(ConsentPurpose.id).with_for_update()))


def _require_free(rows: list[ConsentPurpose], name: str) -> None:
    if any(key_of(row.name) == key_of(name) for row in rows):
        raise Conflict("purpose_exists", "Já existe uma finalidade com este nome.", field="name", name=name)


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "text", "is_archived")}
