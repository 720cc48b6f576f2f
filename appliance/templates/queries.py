"""Reading templates' rows."""

from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from appliance.errors import InvalidInput, NotFound
from appliance.templates.models import Template
from appliance.templates.presenting import present_template
from appliance.templates.states import DELETED


def get_template(session: Session, template_id: int, *, lock: bool = False) -> Template:
    """Raises NotFound."""
    template = session.get(Template, template_id, with_for_update=True if lock else None)
    if template is None:
        raise NotFound("template_not_found", "Este modelo não existe.")
    return template


def present_by_id(session: Session, template_id: int) -> dict[str, Any] | None:
    """For events; None if there is no such row."""
    template = session.get(Template, template_id)
    return present_template(template) if template is not None else None


def list_templates(
    session: Session,
    *,
    status: str | None = None,
    q: str | None = None,
    language: str | None = None,
    category: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """By name and language; deleted ones only when asked for. The cursor is where the last page ended.

    Raises InvalidInput `invalid_cursor`.
    """
    chosen = select(Template).order_by(Template.name, Template.language).limit(limit + 1)
    chosen = chosen.where(Template.status == status if status else Template.status != DELETED)
    if q:
        words = "_".join(q.lower().split())
        chosen = chosen.where(func.locate(words, Template.name) > 0)
    if language:
        chosen = chosen.where(Template.language == language)
    if category:
        chosen = chosen.where(Template.category == category)
    if cursor is not None:
        last = session.get(Template, int(cursor)) if cursor.isascii() and cursor.isdecimal() else None
        if last is None:
            raise InvalidInput("invalid_cursor", "O cursor da lista não é válido.")
        same = and_(Template.name == last.name, Template.language > last.language)
        chosen = chosen.where(or_(Template.name > last.name, same))
    rows = list(session.scalars(chosen))
    page = rows[:limit]
    more = str(page[-1].id) if len(rows) > limit else None
    return [present_template(row) for row in page], more
