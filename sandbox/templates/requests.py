"""Creating, changing and deleting templates, with Meta's conditions. Source: Meta, templates."""

import re
from typing import Any

from sandbox.graph.uploads import Uploads
from sandbox.seed_file import Template
from sandbox.templates.errors import NOT_FOUND, refused
from sandbox.templates.languages import LANGUAGES
from sandbox.templates.review import CATEGORIES, Review
from sandbox.templates.rules import checked_components
from sandbox.templates.store import DAY, TemplateStore
from sandbox.timeline import Timeline

Json = dict[str, Any]
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
EDITS_PER_DAY, EDITS_PER_MONTH = 1, 10
PROMOTIONAL_WORD = "promo"
"""A utility template with this word in its name is filed as marketing, as Meta does with promotions."""


class TemplateRequests:
    """Every refusal is a GraphError."""

    def __init__(self, store: TemplateStore, review: Review, uploads: Uploads, timeline: Timeline) -> None:
        self.store = store
        self._review = review
        self._uploads = uploads
        self._timeline = timeline

    def create(self, waba_id: str, body: Json) -> Template:
        """A pending template; its category may differ from the wanted one."""
        name, language = body.get("name"), body.get("language")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            raise refused("name has 1 to 512 lower-case letters, digits and underscores.")
        if not isinstance(language, str) or language not in LANGUAGES:
            raise refused(f"language {language!r} is not supported.")
        category = _category(body.get("category"))
        if category == "UTILITY" and PROMOTIONAL_WORD in name:
            category = "MARKETING"
        parameter_format = str(body.get("parameter_format") or "POSITIONAL").upper()
        if parameter_format not in ("POSITIONAL", "NAMED"):
            raise refused("parameter_format is POSITIONAL or NAMED.")
        template = self.store.create(
            waba_id,
            name=name,
            language=language,
            category=category,
            parameter_format=parameter_format,
            components=self._components(body, category, parameter_format),
        )
        self._review.submit(template)
        return template

    def edit(self, template: Template, body: Json) -> None:
        """Replaces the components (as a whole) or the category; the template is reviewed again."""
        if template.status not in EDITABLE:
            raise refused(f"A template that is {template.status} can't be edited.")
        category = template.category
        if body.get("category") not in (None, category):
            if template.status == "APPROVED":
                raise refused("The category of an approved template can't be changed.")
            category = _category(body["category"])
        components = template.components
        if "components" in body:
            components = self._components(body, category, template.parameter_format)
        if template.status == "APPROVED":
            self._count_edit(template)
        template.category, template.components = category, components
        was_approved = template.was_approved
        self._review.submit(template)
        if was_approved and "components" in body:
            self._review.components_changed(template)

    def delete(self, waba_id: str, name: str, template_id: str) -> None:
        """One template by its id, or all languages of a name."""
        found = [
            one
            for one in self.store.of_account(waba_id)
            if (one.id == template_id if template_id else one.name == name)
        ]
        if not found:
            raise refused("There is no such template.", NOT_FOUND)
        if any(one.status == "DISABLED" for one in found):
            raise refused("A disabled template can't be deleted.")
        for template in found:
            self.store.delete(template)
            self._review.deleted(template)

    def unpause(self, template: Template) -> None:
        if template.status != "PAUSED":
            raise refused("Only a paused template can be unpaused.")
        self._review.unpause(template)

    def _components(self, body: Json, category: str, parameter_format: str) -> list[Json]:
        return checked_components(body.get("components"), category, parameter_format, self._uploads.knows)

    def _count_edit(self, template: Template) -> None:
        now = self._timeline.now()
        template.edits = [at for at in template.edits if at > now - 30 * DAY]
        today = [at for at in template.edits if at > now - DAY]
        if len(today) >= EDITS_PER_DAY or len(template.edits) >= EDITS_PER_MONTH:
            raise refused("An approved template can be edited once a day and 10 times in 30 days.")
        template.edits.append(now)


def _category(value: object) -> str:
    category = str(value or "").upper()
    if category not in CATEGORIES:
        raise refused(f"category is one of {', '.join(CATEGORIES)}.")
    return category
