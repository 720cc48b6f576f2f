"""A template as Graph describes it, and lists of them with cursors."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.graph.errors import GraphError, invalid_parameter
from sandbox.seed_file import Template

Json = dict[str, Any]
DEFAULT_FIELDS = "name,parameter_format,components,language,status,category,id"
_FILTERS = ("status", "name", "language", "category")


def _components(template: Template) -> list[Json]:
    """Examples of media are told as addresses on Meta's servers: they are no handles any more."""
    return [component | _example_address(component) for component in template.components]


def _example_address(component: Json) -> Json:
    handles = (component.get("example") or {}).get("header_handle")
    if not handles:
        return {}
    name = hashlib.sha256(str(handles[0]).encode()).hexdigest()[:24]
    return {"example": {"header_handle": [f"https://scontent.whatsapp.net/v/{name}"]}}


_FIELDS: dict[str, Callable[[Template], Any]] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "language": lambda one: one.language,
    "status": lambda one: one.status,
    "category": lambda one: one.category,
    "components": _components,
    "parameter_format": lambda one: one.parameter_format,
    "quality_score": lambda one: {"score": one.quality, "date": int(one.created_at)},
    "rejected_reason": lambda one: one.rejected_reason,
    "correct_category": lambda one: one.correct_category,
    "previous_category": lambda one: one.previous_category,
    "message_send_ttl_seconds": lambda _: None,
    "health_status": lambda one: {
        "can_send_message": "AVAILABLE" if one.status == "APPROVED" else "BLOCKED",
        "entities": [],
    },
}


def describe_template(template: Template, fields: str | None) -> Json:
    """The wanted `fields`, without those that are empty; raises GraphError 100 for one that there is not."""
    answer: Json = {}
    for name in (fields or DEFAULT_FIELDS).split(","):
        if name not in _FIELDS:
            raise invalid_parameter(f"Tried accessing nonexisting field ({name})")
        value = _FIELDS[name](template)
        if value is not None:
            answer[name] = value
    return answer | {"id": template.id}


def list_templates(templates: list[Template], query: Mapping[str, str], here: str) -> Json:
    """One page of those that `query` filters (status, name, language, category, limit, after), as Graph
    answers it; `here` is the listing's own address. Raises GraphError 131059 for a cursor that is over."""
    found = [
        one
        for one in templates
        if all(query.get(name) in (None, "", getattr(one, name)) for name in _FILTERS)
        and query.get("name_or_content", "") in one.name
    ]
    wanted = query.get("limit", "25")
    limit = max(1, min(int(wanted), 250)) if wanted.isdigit() else 25
    start = _start_of(found, query.get("after", ""))
    page = found[start : start + limit]
    answer: Json = {"data": [describe_template(one, query.get("fields")) for one in page]}
    if page:
        after = _cursor(page[-1])
        answer["paging"] = {"cursors": {"before": _cursor(page[0]), "after": after}}
        if start + limit < len(found):
            answer["paging"]["next"] = f"{here}?limit={limit}&after={after}"
    return answer


def cursor_is_over() -> GraphError:
    return GraphError(131059, "(#131059) Invalid cursor", details="The cursor is no longer valid.")


def _cursor(template: Template) -> str:
    return base64.urlsafe_b64encode(template.id.encode()).decode().rstrip("=")


def _start_of(found: list[Template], after: str) -> int:
    if not after:
        return 0
    for index, one in enumerate(found):
        if _cursor(one) == after:
            return index + 1
    raise cursor_is_over()
