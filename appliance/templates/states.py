"""What is true of a template, told by two sources in any order: Meta's webhooks, and our asking.

Status, quality, category and components come apart from one another, so each remembers the second of its
newest truth (`said`): what is older changes nothing, and what is as old only if it comes later in a
template's life. Thus any order, repeat or mixture of webhooks and syncs ends the same.
Meta: templates, status; webhooks/reference/message_template_status_update.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from appliance.database import utc_now
from appliance.templates.limits import MEDIA
from appliance.templates.models import Template

APPROVED, PENDING, REJECTED, PAUSED = "APPROVED", "PENDING", "REJECTED", "PAUSED"
IN_APPEAL, DISABLED, DELETED = "IN_APPEAL", "DISABLED", "DELETED"
STATUSES = (
    PENDING,
    IN_APPEAL,
    APPROVED,
    "REINSTATED",
    "FLAGGED",
    "LIMIT_EXCEEDED",
    "LOCKED",
    PAUSED,
    REJECTED,
    DISABLED,
    "ARCHIVED",
    "PENDING_DELETION",
    DELETED,
)
"""In the order of a template's life: of two in one second the later one stands."""
EDITABLE = frozenset({APPROVED, REJECTED, PAUSED})
WAITING = frozenset({PENDING, IN_APPEAL})
"""Meta has yet to decide."""

_QUALITIES = ("UNKNOWN", "GREEN", "YELLOW", "RED")

_WORDS = {
    PENDING: "em análise pela Meta",
    IN_APPEAL: "em recurso na Meta",
    APPROVED: "aprovado",
    "REINSTATED": "reativado",
    "FLAGGED": "marcado por baixa qualidade",
    "LIMIT_EXCEEDED": "acima do limite da conta",
    "LOCKED": "bloqueado para edição",
    PAUSED: "pausado por baixa qualidade",
    REJECTED: "recusado pela Meta",
    DISABLED: "desativado pela Meta",
    "ARCHIVED": "arquivado",
    "PENDING_DELETION": "em exclusão",
    DELETED: "excluído",
}


def in_words(status: str) -> str:
    """As the middle of a sentence; a status nobody foresaw as Meta writes it."""
    return _WORDS.get(status, status)


def second_of(moment: datetime) -> int:
    """Meta counts in whole seconds."""
    return int(moment.timestamp())


def take_status(template: Template, second: int, status: str, rejection: dict[str, Any] | None) -> bool:
    """Whether anything people see has changed; likewise below."""
    if not _is_newer(template, "status", second, _place(status), lambda: _place(template.status)):
        return False
    return _set(template, status=status, rejection=rejection)


def take_review(template: Template, second: int) -> bool:
    """Somebody changed it here: whatever it was at `second`, Meta looks at it anew."""
    if second < (template.said or {}).get("status", 0):
        return False
    template.said = {**(template.said or {}), "status": second}
    return _set(template, status=PENDING, rejection=None)


def take_quality(template: Template, second: int, quality: str) -> bool:
    """GREEN, YELLOW, RED or UNKNOWN."""

    def rank(value: str | None) -> tuple[int, str]:
        return (_QUALITIES.index(value) if value in _QUALITIES else -1, value or "")

    if not _is_newer(template, "quality", second, rank(quality), lambda: rank(template.quality)):
        return False
    return _set(template, quality=quality[:12])


def take_category(
    template: Template, second: int, category: str | None, change: dict[str, Any] | None
) -> bool:
    """`category` None: as it is; `change`: what Meta will make of it, or made of it.

    It is done where `change` names the category that the template has; in one second that wins.
    """

    def rank(category: str | None, change: dict[str, Any] | None) -> tuple[bool, str, str]:
        is_done = change is not None and change["category"] == category
        return (is_done, category or "", _written(change))

    new, old = rank(category or template.category, change), rank(template.category, template.category_change)
    if not _is_newer(template, "category", second, new, lambda: old):
        return False
    return _set(template, category=(category or template.category)[:24], category_change=change)


def take_components(
    template: Template, second: int, components: list[dict[str, Any]], parameter_format: str | None = None
) -> bool:
    """The whole list, as it is now. Addresses of examples are signed anew each time: no change to be told."""
    new, old = _written(_without_examples(components)), _written(_without_examples(template.components))
    if not _is_newer(template, "components", second, new, lambda: old):
        return False
    template.components = components
    changed = _set(template, parameter_format=parameter_format or template.parameter_format)
    if new != old:
        template.updated_at = utc_now()
    return changed or new != old


def _without_examples(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in part.items() if key != "example" or part.get("format") not in MEDIA}
        for part in components or []
    ]


def _is_newer(template: Template, aspect: str, second: int, rank: Any, standing: Callable[[], Any]) -> bool:
    """Whether this is the newest truth of `aspect`; if so it is remembered as that."""
    held = (template.said or {}).get(aspect)
    if held is not None and (second < held or (second == held and rank <= standing())):
        return False
    template.said = {**(template.said or {}), aspect: second}
    return True


def _place(status: str) -> tuple[int, str]:
    return (STATUSES.index(status) if status in STATUSES else -1, status)


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _set(template: Template, **values: Any) -> bool:
    changed = {name: value for name, value in values.items() if getattr(template, name) != value}
    for name, value in changed.items():
        setattr(template, name, value)
    if changed:
        template.updated_at = utc_now()
    return bool(changed)
