"""What people call the things that entries hold the ids of: a conversation by its protocol."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from appliance.accounts.models import ApiToken, Role, User
from appliance.audit.models import AuditEntry
from appliance.canned_answers.models import CannedAnswer
from appliance.closing.models import CloseReason
from appliance.contacts.models import ConsentPurpose, Contact, ContactField
from appliance.conversations.models import Conversation
from appliance.hours.models import Holiday, Schedule
from appliance.inactivity.models import InactivityRule
from appliance.labels.models import Label
from appliance.macros.models import Macro
from appliance.queues.models import Queue
from appliance.saved_views.models import SavedView
from appliance.service_levels.models import ServiceLevel
from appliance.support.models import SupportAccess
from appliance.surveys.models import SurveyRule
from appliance.templates.models import Template

_CONTACT: Final = func.coalesce(
    func.nullif(Contact.name, ""),
    Contact.phonebook_name,
    Contact.profile_name,
    Contact.phone,
    Contact.username,
)
_NAMES: Final[dict[str, tuple[Any, Any]]] = {
    "api_token": (ApiToken.id, ApiToken.name),
    "canned_answer": (CannedAnswer.id, CannedAnswer.title),
    "close_reason": (CloseReason.id, CloseReason.name),
    "consent_purpose": (ConsentPurpose.id, ConsentPurpose.name),
    "contact": (Contact.id, _CONTACT),
    "contact_field": (ContactField.id, ContactField.name),
    "conversation": (Conversation.id, Conversation.protocol),
    "holiday": (Holiday.id, Holiday.name),
    "label": (Label.id, Label.name),
    "macro": (Macro.id, Macro.name),
    "queue": (Queue.id, Queue.name),
    "role": (Role.key, Role.name),
    "schedule": (Schedule.id, Schedule.name),
    "template": (Template.id, Template.name),
    "user": (User.id, User.name),
    "support_access": (SupportAccess.id, SupportAccess.operator),
    "view": (SavedView.id, SavedView.name),
}
_BY_QUEUE: Final[dict[str, Any]] = {
    "inactivity_rule": InactivityRule,
    "service_level": ServiceLevel,
    "survey_rule": SurveyRule,
}
"""Rules without a name: people know them by the queue they are for."""


def names_of(session: Session, entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """By kind and id, as they are called now; one query for each kind. What is gone has none."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.action != "holiday.filled_in":  # its id is a year
            wanted[entry.subject_kind].add(entry.subject_id)
    found: dict[tuple[str, str], str] = {}
    for kind, ids in wanted.items():
        query = _query(kind, ids)
        if query is not None:
            found.update({(kind, str(row[0])): row[1] for row in session.execute(query) if row[1]})
    return found


def _query(kind: str, ids: set[str]) -> Select[Any] | None:
    numbers = {int(one) for one in ids if one.isdecimal()}
    if kind in _BY_QUEUE:
        rule = _BY_QUEUE[kind]
        return select(rule.id, Queue.name).join(Queue, Queue.id == rule.queue_id).where(rule.id.in_(numbers))
    if kind not in _NAMES:
        return None
    key, name = _NAMES[kind]
    return select(key, name).where(key.in_(ids if kind == "role" else numbers))
