"""What a list of conversations is narrowed down to, as conditions that indexes serve.

No condition joins the contact: with it, the database may begin at the customers and read all of them. And
flags are compared, not asked `IS true`, for which no index is used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.contacts import searching
from appliance.contacts.models import Contact
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import WINDOW
from appliance.conversations.visibility import ways_to_see
from appliance.database import utc_now
from appliance.errors import InvalidInput
from appliance.labels.queries import has_label
from appliance.service_levels.state import is_in_state

Condition = ColumnElement[bool]
LIVE: Final = "live"
"""As a status: whatever is not closed."""
MANY: Final = 400
"""When more contacts match, their conversations are met soon enough on the way from the newest back."""
_SPELLED: Final = re.compile(r"[0-9\s-]+")
"""A protocol as people write it down or hear it read."""


@dataclass(frozen=True)
class ConversationFilter:
    status: str | None = None
    """One of the conversation's, or `live`."""
    q: str | None = None
    assigned_user_id: str | None = None
    """An id, `me` or `none`."""
    queue_id: str | None = None
    """An id or `none`."""
    label: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Between which the last message came; `until` itself is outside."""
    unread: bool = False
    needs_attention: bool = False
    window_closing_hours: int | None = None
    sla: str | None = None
    """`at_risk` or `breached`."""
    snoozed: bool = False
    is_synthetic: bool = False
    sort: str = "newest"


def ways(session: Session, wanted: ConversationFilter, user: User) -> list[list[Condition]]:
    """Conditions of which any will do, each with an index of its own. Raises InvalidInput."""
    common = [*_of_place(wanted, user), *_of_state(wanted), *_of_moment(wanted)]
    common += _of_contact(session, wanted)
    # one's own are seen whatever their queue
    seen = [[]] if wanted.assigned_user_id == "me" else [[way] for way in ways_to_see(user)]
    return [[*common, *way, *status] for way in seen for status in _of_status(wanted.status)]


def looked_for(session: Session, q: str) -> Condition:
    """By protocol, with its hyphen or without, or by the contact. `q` holds more than spaces."""
    contacts = searching.matching_ids(session, q, MANY + 1)
    if len(contacts) > MANY:
        return Conversation.contact_id.in_(select(Contact.id).where(searching.matches(q)))
    ids = set(session.scalars(select(Conversation.id).where(Conversation.contact_id.in_(contacts))))
    if any(one.isdigit() for one in q):
        ids.update(session.scalars(select(Conversation.id).where(_has_protocol(q)).limit(MANY)))
    return Conversation.id.in_(ids)


def _has_protocol(q: str) -> Condition:
    if not _SPELLED.fullmatch(q):
        return Conversation.protocol.contains(q, autoescape=True)
    digits = "".join(one for one in q if one.isdigit())
    return func.replace(Conversation.protocol, "-", "").contains(digits)


def _of_place(wanted: ConversationFilter, user: User) -> list[Condition]:
    found: list[Condition] = []
    if wanted.assigned_user_id == "none":
        found.append(Conversation.assigned_user_id.is_(None))
    elif wanted.assigned_user_id == "me":
        found.append(Conversation.assigned_user_id == user.id)
    elif wanted.assigned_user_id:
        found.append(Conversation.assigned_user_id == _id("assigned_user_id", wanted.assigned_user_id))
    if wanted.queue_id == "none":
        found.append(Conversation.queue_id.is_(None))
    elif wanted.queue_id:
        found.append(Conversation.queue_id == _id("queue_id", wanted.queue_id))
    return found


def _of_status(status: str | None) -> list[list[Condition]]:
    """The live ones of a queue are few among many that are closed: each status is found by an index."""
    if status is None:
        return [[]]
    return [[Conversation.status == one] for one in (ownership.LIVE if status == LIVE else (status,))]


def _of_state(wanted: ConversationFilter) -> list[Condition]:
    found: list[Condition] = []
    if wanted.unread:
        found.append(Conversation.unread_count > 0)
    if wanted.needs_attention:
        found.append(Conversation.needs_human_attention == true())
    if wanted.label is not None:
        found.append(has_label(wanted.label))
    if wanted.snoozed:
        found.append(Conversation.snoozed_until.is_not(None))
    elif not wanted.q:  # what is looked for is found, put off or not
        found.append(Conversation.snoozed_until.is_(None))
    return found


def _of_moment(wanted: ConversationFilter) -> list[Condition]:
    found: list[Condition] = []
    if wanted.since is not None:
        found.append(Conversation.last_message_at >= wanted.since)
    if wanted.until is not None:
        found.append(Conversation.last_message_at < wanted.until)
    if wanted.window_closing_hours is not None:
        found.append(_window_closes_within(timedelta(hours=wanted.window_closing_hours)))
    if wanted.sla is not None:
        found.append(is_in_state(wanted.sla))
    return found


def _window_closes_within(left: timedelta) -> Condition:
    opened = utc_now() - WINDOW
    return and_(
        Conversation.last_customer_message_at > opened,
        Conversation.last_customer_message_at <= opened + left,
        Conversation.last_message_at > opened,  # follows from the first: here for its index
        Conversation.status != "closed",
    )


def _of_contact(session: Session, wanted: ConversationFilter) -> list[Condition]:
    synthetic: Sequence[int] = session.scalars(select(Contact.id).where(Contact.is_synthetic == true())).all()
    is_synthetic = Conversation.contact_id.in_(synthetic)
    found: list[Condition] = [is_synthetic if wanted.is_synthetic else ~is_synthetic]
    if wanted.q and wanted.q.strip():
        found.append(looked_for(session, wanted.q.strip()))
    return found


def _id(name: str, given: str) -> int:
    if not given.isdecimal() or len(given) > 18:
        words = "`me` ou `none`" if name == "assigned_user_id" else "`none`"
        raise InvalidInput("invalid_filter", f"{name} é um número, {words}.")
    return int(given)
