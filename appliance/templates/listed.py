"""Templates as Meta lists them, read into rows. Meta: Message Templates, fields."""

from typing import Any

from appliance.templates import states
from appliance.templates.models import Template
from appliance.whatsapp.fields import get, items, some, text, word

Json = dict[str, Any]


def key_of(listed: Json) -> tuple[str, str] | None:
    """Name and language; None where one is missing."""
    name, language = text(get(listed, "name"), 512), text(get(listed, "language"), 16)
    return (name, normal_language(language)) if name and language else None


def normal_language(language: str) -> str:
    """Webhooks have been seen to write en-US."""
    return language.replace("-", "_")


def new_row(key: tuple[str, str]) -> Template:
    """Nothing known yet but what it is called."""
    return Template(
        name=key[0],
        language=key[1],
        category="UTILITY",
        parameter_format="POSITIONAL",
        components=[],
        status=states.PENDING,
        said={},
    )


def take_listed(template: Template, listed: Json, second: int) -> bool:
    """Makes the row what Meta said at `second` unless something newer is known; whether it changed."""
    template_id = word(get(listed, "id"), 32)
    changed = template_id is not None and template.whatsapp_template_id != template_id
    if template_id is not None:
        template.whatsapp_template_id = template_id
    status = text(get(listed, "status"), 24)
    if status:
        changed |= states.take_status(template, second, status, _rejection(template, listed, status))
    components = [part for part in items(get(listed, "components")) if isinstance(part, dict)]
    if components:
        written = text(get(listed, "parameter_format"), 12)
        changed |= states.take_components(template, second, components, written and written.upper())
    quality = text(get(listed, "quality_score", "score")) or text(get(listed, "quality_score"))
    if quality:
        changed |= states.take_quality(template, second, quality.upper())
    category = text(get(listed, "category"), 24)
    if category:
        changed |= states.take_category(
            template, second, category, _category_change(template, listed, category)
        )
    return changed


def _rejection(template: Template, listed: Json, status: str) -> Json | None:
    """A listing has only the reason; what a webhook told beside it stays while it is about the same."""
    if status == states.APPROVED:
        return None
    held = template.rejection or {}
    reason = text(get(listed, "rejected_reason"), 64)
    if reason is None or reason == "NONE":
        return template.rejection if status == template.status else None
    return {**held, "reason": reason} if held.get("reason") in (None, reason) else {"reason": reason}


def _category_change(template: Template, listed: Json, category: str) -> Json | None:
    """What comes wins over what was."""
    held = template.category_change or {}
    correct, previous = text(get(listed, "correct_category"), 24), text(get(listed, "previous_category"), 24)
    if correct and correct != category:
        at = held.get("at") if held.get("category") == correct != template.category else None
        return {"category": correct, **some(at=at)}
    if previous and previous != category:
        at = held.get("at") if held.get("category") == category else None
        return {"category": category, "previous": previous, **some(at=at)}
    return None
