"""What becomes of a template: reviewed, paused, moved to another category, and how the app hears of it.

Webhooks: Meta, webhooks/reference/message_template_* and template_category_update; to the app's callback.
"""

from functools import partial
from typing import Any

from sandbox.errors import SandboxError
from sandbox.registry import Registry
from sandbox.seed_file import Template
from sandbox.templates.store import DAY, TemplateStore
from sandbox.timeline import Timeline
from sandbox.webhooks.delivery import Webhooks
from sandbox.webhooks.envelope import Update

Json = dict[str, Any]
STATUSES = [
    "APPROVED",
    "REJECTED",
    "PENDING",
    "PAUSED",
    "DISABLED",
    "FLAGGED",
    "REINSTATED",
    "IN_APPEAL",
    "LOCKED",
    "LIMIT_EXCEEDED",
    "ARCHIVED",
    "UNARCHIVED",
]
QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
REJECTED_BY_NAME = {
    "reject": "INVALID_FORMAT",
    "abusive": "ABUSIVE_CONTENT",
    "scam": "SCAM",
    "promotional": "PROMOTIONAL",
}
"""A name with one of these words is refused, for this reason; one with `pending` waits for ever."""
PAUSE_TITLES = ("FIRST_PAUSE", "SECOND_PAUSE")


class Review:
    """Meta's reviewers: they approve after a moment, unless the name asks for something else."""

    def __init__(
        self,
        *,
        store: TemplateStore,
        registry: Registry,
        webhooks: Webhooks,
        timeline: Timeline,
        review_after: float,
    ) -> None:
        self._store = store
        self._registry = registry
        self._webhooks = webhooks
        self._timeline = timeline
        self._review_after = review_after

    def submit(self, template: Template) -> None:
        """The template is pending; its verdict comes by itself."""
        template.status = "PENDING"
        self._store.save()
        if "pending" not in template.name:
            self._timeline.after(self._review_after, partial(self._decide, template))

    def _decide(self, template: Template) -> None:
        if self._store.get(template.id) is not template or template.status != "PENDING":
            return
        for word, reason in REJECTED_BY_NAME.items():
            if word in template.name:
                self.set_status(template, "REJECTED", reason=reason)
                return
        self.set_status(template, "APPROVED")

    def set_status(self, template: Template, status: str, *, reason: str | None = None) -> None:
        """Moves the template and tells the app; a third pause disables it. Raises SandboxError."""
        if status not in STATUSES:
            raise SandboxError(f"a template's status is one of {', '.join(STATUSES)}")
        extra: Json = {}
        if status == "PAUSED":
            if template.pauses >= len(PAUSE_TITLES):
                status = "DISABLED"
            else:
                title = PAUSE_TITLES[template.pauses]
                extra["other_info"] = {"title": title, "description": "Paused for its low quality."}
            template.pauses += 1
        if status == "DISABLED":
            extra["disable_info"] = {"disable_date": int(self._timeline.now())}
        if status == "REJECTED":
            reason = reason or "INVALID_FORMAT"
            if reason == "INVALID_FORMAT":
                extra["rejection_info"] = {
                    "reason": "The template's text is not as it must be.",
                    "recommendation": "Check the variables and their examples.",
                }
        template.status = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}.get(status, status)
        template.rejected_reason = reason or "NONE"
        template.was_approved |= template.status == "APPROVED"
        self._store.save()
        self._tell_status(template, status, reason, extra)

    def unpause(self, template: Template) -> None:
        template.status = "APPROVED"
        self._store.save()
        extra = {"other_info": {"title": "UNPAUSE", "description": "The template may be sent again."}}
        self._tell_status(template, "APPROVED", None, extra)

    def deleted(self, template: Template) -> None:
        """Tells that it is going, and a moment later that it is gone."""
        self._tell_status(template, "PENDING_DELETION", None, {})
        self._timeline.after(self._review_after, partial(self._tell_status, template, "DELETED", None, {}))

    def set_quality(self, template: Template, quality: str) -> None:
        """Raises SandboxError for a score that there is not."""
        if quality not in QUALITIES:
            raise SandboxError(f"a template's quality is one of {', '.join(QUALITIES)}")
        previous, template.quality = template.quality, quality
        self._store.save()
        scores = {"previous_quality_score": previous, "new_quality_score": quality}
        self._tell(template, "message_template_quality_update", scores | _identity(template))

    def set_category(self, template: Template, category: str, *, announce: bool = False) -> None:
        """Changes the category, or announces that it will change in a day. Raises SandboxError."""
        if category not in CATEGORIES:
            raise SandboxError(f"a template's category is one of {', '.join(CATEGORIES)}")
        value = _identity(template)
        if announce:
            template.correct_category = category
            value |= {
                "new_category": template.category,
                "correct_category": category,
                "category_update_timestamp": int(self._timeline.now() + DAY),
            }
        else:
            template.previous_category, template.category = template.category, category
            template.correct_category = None
            value |= {"previous_category": template.previous_category, "new_category": category}
        self._store.save()
        self._tell(template, "template_category_update", value)

    def components_changed(self, template: Template) -> None:
        """Tells the new text of an approved template."""
        parts = {one["type"]: one for one in template.components}
        value = _identity(template) | {"message_template_element": parts["BODY"].get("text", "")}
        if parts.get("HEADER", {}).get("text"):
            value["message_template_title"] = parts["HEADER"]["text"]
        if parts.get("FOOTER", {}).get("text"):
            value["message_template_footer"] = parts["FOOTER"]["text"]
        if "BUTTONS" in parts:
            value["message_template_buttons"] = [
                {
                    "message_template_button_type": one["type"],
                    "message_template_button_text": one.get("text", ""),
                }
                for one in parts["BUTTONS"]["buttons"]
            ]
        self._tell(template, "message_template_components_update", value)

    def _tell_status(self, template: Template, event: str, reason: str | None, extra: Json) -> None:
        value = {"event": event} | _identity(template)
        value |= {"message_template_category": template.category, "reason": reason or "NONE"} | extra
        self._tell(template, "message_template_status_update", value)

    def _tell(self, template: Template, field: str, value: Json) -> None:
        number = self._registry.account_number(template.waba_id)
        summary = f"{field} {template.name}"
        self._webhooks.publish(Update(number, value, summary, field=field, at=int(self._timeline.now())))


def _identity(template: Template) -> Json:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }
