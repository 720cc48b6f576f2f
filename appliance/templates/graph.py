"""The part of Graph that speaks of templates. Every call raises GraphError, Unreachable or NoAnswer.

Meta: templates/overview, WhatsApp Business Account › Message Templates; Graph API, resumable upload.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.context import Context
from appliance.settings import WhatsAppSettings
from appliance.whatsapp.fields import get, items, text, word
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer
from foundation.http import http_session

Json = dict[str, Any]
FIELDS = (
    "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason,"
    "correct_category,previous_category"
)
PAGE = 100
TIMEOUT = (3.05, 20.0)
EXPIRED_CURSOR = 131059
MOST_PAGES = 200
"""More templates than any account may have: a listing that goes round in circles ends."""


class ListingBroken(Exception):
    """The listing's cursor ran out in the middle: what was read is true, what is missing is not known."""


@dataclass(frozen=True)
class Created:
    """What Meta answered to a new template: it may have decided already, and chosen another category."""

    id: str
    status: str
    category: str | None


@contextmanager
def open_graph(context: Context) -> Iterator["TemplateGraph"]:
    """The tenant's account, over connections of its own."""
    settings = context.settings.whatsapp
    with http_session(timeout=TIMEOUT) as http:
        yield TemplateGraph(GraphClient(http, settings), settings)


class TemplateGraph:
    """One account's templates."""

    def __init__(self, client: GraphClient, settings: WhatsAppSettings) -> None:
        self._client = client
        self._edge = f"{settings.waba_id}/message_templates"

    def pages(self, name: str | None = None) -> Iterator[list[Json]]:
        """All templates, a page at a time; or those of one name. Raises ListingBroken besides."""
        params: Json = {"fields": FIELDS, "limit": PAGE} | ({"name": name} if name else {})
        for _ in range(MOST_PAGES):
            try:
                answer = self._client.call("GET", self._edge, params=params)
            except GraphError as error:
                if error.code == EXPIRED_CURSOR:
                    raise ListingBroken from error
                raise
            if not isinstance(answer.get("data"), list):
                raise NoAnswer("a listing without data")
            yield [one for one in items(answer["data"]) if isinstance(one, dict)]
            after = text(get(answer, "paging", "cursors", "after"))
            if after is None or not get(answer, "paging", "next") or after == params.get("after"):
                return
            params = {**params, "after": after}
        raise ListingBroken

    def create(self, template: Json) -> Created:
        """POST /{waba_id}/message_templates."""
        answer = self._client.call("POST", self._edge, json=template)
        template_id = word(answer.get("id"), 32)
        if template_id is None:
            raise NoAnswer("created without an id")
        status = text(answer.get("status"), 24) or "PENDING"
        return Created(template_id, status, text(answer.get("category"), 24))

    def edit(self, template_id: str, change: Json) -> None:
        """POST /{template_id}: the components as a whole, the category if it is to change."""
        self._client.call("POST", template_id, json=change)

    def delete(self, name: str, template_id: str | None) -> None:
        """One language by its id, or every language of the name."""
        params = {"name": name} | ({"hsm_id": template_id} if template_id else {})
        self._client.call("DELETE", self._edge, params=params)

    def upload_example(self, file: Path, content_type: str) -> str:
        """Hands Meta a header's example; the handle by which a new template names it."""
        with file.open("rb") as content:
            return self._client.upload(content, file.stat().st_size, content_type)
