"""What Meta's webhooks say of templates, put into their rows; in any order, as often as it comes.

Meta: webhooks/reference/message_template_status_update, _quality_update, _components_update,
template_category_update. They come only to the app's own callback address: where that is not ours, syncs and
polls bring the same.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.conversations.presenting import moment as iso
from appliance.realtime.events import TEMPLATE_UPDATED, record_for_all
from appliance.templates import states
from appliance.templates.listed import normal_language
from appliance.templates.models import Template
from appliance.whatsapp.fields import get, moment, some, text, word

Json = dict[str, Any]
STATUS, QUALITY = "message_template_status_update", "message_template_quality_update"
COMPONENTS, CATEGORY = "message_template_components_update", "template_category_update"
FIELDS = frozenset({STATUS, QUALITY, COMPONENTS, CATEGORY})

_MEANS = {"REINSTATED": states.APPROVED}
UNARCHIVED = "UNARCHIVED"
"""It is again what it was before: Meta has to be asked what that is."""
_UNCLEAR = frozenset({UNARCHIVED, "FLAGGED", "LIMIT_EXCEEDED", "REINSTATED"})
"""Meta is to be asked what it makes of the template now."""


def take_news(session: Session, field: str, value: Any, said_at: datetime) -> bool:
    """Changes the template that `value` speaks of, unless something newer is known.

    Returns whether Meta should be asked for the whole truth: the template is not known, or this tells only a
    part of it, or it contradicts what a sync brought later by our clock.
    """
    template = _find(session, value)
    if template is None:
        return True
    second = states.second_of(said_at)
    is_late = second < (template.said or {}).get(_ASPECTS[field], 0)
    changed = _TAKERS[field](template, value, second)
    if changed:
        record_for_all(session, TEMPLATE_UPDATED, template.id)
    return is_late or (changed and field == COMPONENTS) or get(value, "event") in _UNCLEAR


def _find(session: Session, value: Any) -> Template | None:
    """By Meta's id; else by name and language, if the row has no id: one of another is another template."""
    template_id = word(get(value, "message_template_id"), 32)
    name, language = text(get(value, "message_template_name")), text(get(value, "message_template_language"))
    rows = select(Template).with_for_update()
    if template_id is not None:
        found = session.scalar(rows.where(Template.whatsapp_template_id == template_id))
        if found is not None:
            return found
    if name is None or language is None:
        return None
    same_name = (Template.name == name, Template.language == normal_language(language))
    found = session.scalar(rows.where(*same_name))
    known = found is not None and (template_id is None or found.whatsapp_template_id is None)
    return found if known else None


def _status(template: Template, value: Any, second: int) -> bool:
    event = text(get(value, "event"), 24)
    if event is None or event == UNARCHIVED:
        return False
    status = _MEANS.get(event, event)
    return states.take_status(
        template, second, status, _rejection(value) if status != states.APPROVED else None
    )


def _rejection(value: Any) -> Json | None:
    """{reason, details?, recommendation?, date?}."""
    reason = text(get(value, "reason"), 64)
    pause = text(get(value, "other_info", "title"), 64)
    found = some(
        reason=pause or (reason if reason != "NONE" else None),
        details=text(get(value, "rejection_info", "reason"), 1000)
        or text(get(value, "other_info", "description"), 1000),
        recommendation=text(get(value, "rejection_info", "recommendation"), 1000),
        date=text(get(value, "disable_info", "disable_date"), 64),
    )
    return found or None


def _quality(template: Template, value: Any, second: int) -> bool:
    quality = text(get(value, "new_quality_score"), 12)
    return quality is not None and states.take_quality(template, second, quality)


def _category(template: Template, value: Any, second: int) -> bool:
    """What will be carries `correct_category`, in 24 hours unless it says when; anything else is done."""
    new, correct = text(get(value, "new_category"), 24), text(get(value, "correct_category"), 24)
    if correct is not None:
        at = moment(get(value, "category_update_timestamp"))
        return states.take_category(template, second, new, _change(correct, at))
    if new is None:
        return False
    previous = text(get(value, "previous_category"), 24)
    at = datetime.fromtimestamp(second, UTC)
    return states.take_category(template, second, new, _change(new, at, previous))


def _change(category: str, at: datetime | None, previous: str | None = None) -> Json:
    return {"category": category, **some(previous=previous, at=iso(at))}


def _components(template: Template, value: Any, second: int) -> bool:
    """Body, title and footer at once; of the buttons Meta tells only some, so a sync brings them."""
    told = {
        "HEADER": text(get(value, "message_template_title")),
        "BODY": text(get(value, "message_template_element")),
        "FOOTER": text(get(value, "message_template_footer")),
    }
    changed = [
        {**part, "text": told[part["type"]]}
        if told.get(str(get(part, "type"))) and get(part, "format") in (None, "TEXT")
        else part
        for part in template.components or []
    ]
    return states.take_components(template, second, changed)


_TAKERS: dict[str, Callable[[Template, Any, int], bool]] = {
    STATUS: _status,
    QUALITY: _quality,
    COMPONENTS: _components,
    CATEGORY: _category,
}
_ASPECTS = {STATUS: "status", QUALITY: "quality", COMPONENTS: "components", CATEGORY: "category"}
