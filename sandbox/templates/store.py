"""The templates of every account, and the bookkeeping that their rules need."""

import secrets
from collections import defaultdict, deque
from typing import Any

from sandbox.graph.errors import GraphError
from sandbox.seed_file import SeedFile, Template
from sandbox.templates.errors import LANGUAGE_EXISTS, NAME_BEING_DELETED, TEMPLATE_CAP, refused
from sandbox.timeline import Timeline

HOUR, DAY = 60 * 60, 24 * 60 * 60
CREATIONS_PER_HOUR = 100
TEMPLATES_PER_ACCOUNT = 250
NAME_BLOCKED_SECONDS = 30 * DAY


class TemplateStore:
    """Keyed by id; within an account a name and a language are one template."""

    def __init__(self, file: SeedFile, timeline: Timeline) -> None:
        self._file = file
        self._seed = file.seed
        self._timeline = timeline
        self._created: dict[str, deque[float]] = defaultdict(deque)

    def all(self) -> list[Template]:
        return list(self._seed.templates.values())

    def of_account(self, waba_id: str) -> list[Template]:
        """Newest first, as Graph lists them."""
        return [one for one in reversed(self._seed.templates.values()) if one.waba_id == waba_id]

    def get(self, template_id: str) -> Template | None:
        return self._seed.templates.get(template_id)

    def find(self, waba_id: str, name: str, language: str) -> Template | None:
        """The template of this name and language."""
        for one in self.of_account(waba_id):
            if (one.name, one.language) == (name, language):
                return one
        return None

    def create(self, waba_id: str, **fields: Any) -> Template:
        """Adds a template; raises GraphError: 80007 too many this hour, 100 taken name or full account."""
        now = self._timeline.now()
        self._check_room(waba_id, fields["name"], fields["language"], now)
        template = Template(id=_new_id(), waba_id=waba_id, created_at=now, **fields)
        self._seed.templates[template.id] = template
        self._file.save()
        return template

    def save(self) -> None:
        """Keeps what was changed in a template."""
        self._file.save()

    def delete(self, template: Template) -> None:
        """Forgets the template; the name of one that was approved stays blocked for 30 days."""
        del self._seed.templates[template.id]
        if template.was_approved:
            until = self._timeline.now() + NAME_BLOCKED_SECONDS
            self._seed.blocked_names[f"{template.waba_id}/{template.name}"] = until
        self._file.save()

    def _check_room(self, waba_id: str, name: str, language: str, now: float) -> None:
        recent = self._created[waba_id]
        while recent and recent[0] <= now - HOUR:
            recent.popleft()
        if len(recent) >= CREATIONS_PER_HOUR:
            raise GraphError(
                80007,
                "(#80007) There have been too many calls from this WhatsApp Business account",
                details="100 templates may be created per hour.",
            )
        if self._seed.blocked_names.get(f"{waba_id}/{name}", 0) > now:
            raise refused(f"The name {name} was deleted; it is free again after 30 days.", NAME_BEING_DELETED)
        if self.find(waba_id, name, language):
            raise refused(f"{name} already exists in {language}.", LANGUAGE_EXISTS)
        if len(self.of_account(waba_id)) >= TEMPLATES_PER_ACCOUNT:
            raise refused("This account has as many templates as it may have.", TEMPLATE_CAP)
        recent.append(now)


def _new_id() -> str:
    """Within 2^53: webhooks carry it as a number."""
    return str(secrets.randbelow(8 * 10**14) + 10**14)
