"""A message made from a template: the only kind that may be sent outside the 24 hours."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.checks import refuse_given
from appliance.composing.drafts import Composed, Draft
from appliance.composing.files import take_file
from appliance.composing.plain import read_location
from appliance.contacts.models import Contact
from appliance.errors import InvalidInput
from appliance.media.models import Media
from appliance.templates.filling import check_sendable, fill
from appliance.templates.models import Template


def compose_template(session: Session, user: User, contact: Contact, draft: Draft) -> Composed:
    """Raises InvalidInput, also as files.take_file and templates.filling.fill; `field` is the template's."""
    refuse_given(draft.content, "content", "O texto vem do modelo: preencha os campos dele.")
    given = dict(draft.template or {})
    template_id = given.pop("template_id", None)
    if template_id is None:
        raise InvalidInput("required", "Escolha o modelo.", field="template_id")
    template = require_sendable(session, contact, template_id)
    media = _complete_header(session, user, template, given)
    filled = fill(template, given)
    return Composed("template", filled.text, filled.record, filled.outgoing, media)


def require_sendable(session: Session, contact: Contact, template_id: int) -> Template:
    """The template, if `contact` may be sent it now.

    Raises InvalidInput: `invalid_template`, `marketing_stopped`, `number_needed`, and as
    templates.filling.check_sendable.
    """
    template = session.get(Template, template_id, populate_existing=True)
    field = "template_id"
    if template is None:
        raise InvalidInput("invalid_template", "Este modelo não existe mais. Escolha outro.", field=field)
    check_sendable(template)
    if template.category == "MARKETING" and contact.marketing_stopped_at is not None:
        message = "O cliente pediu para não receber marketing. Use um modelo de outra categoria."
        raise InvalidInput("marketing_stopped", message, field=field)
    if template.category == "AUTHENTICATION" and contact.wa_id is None:
        message = "Modelos de autenticação só vão para quem tem o número conhecido."
        raise InvalidInput("number_needed", message, field=field)
    return template


def template_id_of(record: dict[str, Any] | None) -> int | None:
    """Which template a message was made from."""
    found = ((record or {}).get("template") or {}).get("id")
    return found if isinstance(found, int) else None


def _complete_header(session: Session, user: User, template: Template, given: dict[str, Any]) -> Media | None:
    """The file for the header, if one is given; `given` then names the row that goes with the message.

    A place for the header is checked and written as Meta takes it.
    """
    header = given.get("header") or {}
    if header.get("location"):
        given["header"] = {**header, "location": read_location(header["location"], "header.location")[1]}
    if header.get("media_id") is None:
        return None
    wanted = next((part.get("format") for part in template.components if part.get("type") == "HEADER"), None)
    kind = str(wanted).lower()
    if kind not in {"image", "video", "document"}:
        message = "O cabeçalho deste modelo não leva arquivo."
        raise InvalidInput("not_possible", message, field="header.media_id")
    media = take_file(session, user, header["media_id"], kind, "header.media_id")
    given["header"] = {**header, "media_id": media.id, "filename": media.filename}
    return media
