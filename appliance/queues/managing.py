"""Queues: listed, made, changed, taken away. Whoever comes or goes hears of other conversations at once."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from appliance.accounts.models import QueueMember, User
from appliance.accounts.permissions import SUPPORT
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.presenting import moment
from appliance.database import transaction
from appliance.errors import Conflict, InvalidInput, NotFound
from appliance.hours.schedules import get_schedule
from appliance.names import key_of
from appliance.queues.models import Queue
from appliance.realtime.ending import close_person
from appliance.service_levels.promises import count_anew
from appliance.uniqueness import flush_unique

SETTINGS: Final = (
    "colour",
    "is_active",
    "is_default",
    "routing",
    "offer_seconds",
    "return_minutes",
    "schedule_id",
)
"""Columns that a request may set as they are; its schema has checked them."""


def list_queues(session: Session) -> list[dict[str, Any]]:
    """All of them, by name, each with its people."""
    rows = list(session.scalars(select(Queue).order_by(Queue.name_key)))
    members: dict[int, list[int]] = {}
    for member in session.scalars(select(QueueMember).order_by(QueueMember.user_id)):
        members.setdefault(member.queue_id, []).append(member.user_id)
    return [_present(row, members.get(row.id, [])) for row in rows]


def create_queue(context: Context, name: str, member_ids: list[int], **settings: Any) -> dict[str, Any]:
    """`settings`: some of SETTINGS.

    Raises NotFound `schedule_not_found`, Conflict `queue_exists`, InvalidInput `unknown_user`.
    """
    with transaction(context.sessions) as session:
        _require_schedule(session, settings)
        row = Queue(name=name.strip(), name_key=key_of(name), **settings)
        session.add(row)
        _flush(session, name)
        _keep_one_default(session, row)
        touched = _set_members(session, row.id, member_ids)
        shown = _present(row, sorted(touched))
        note(session, "queue.created", ("queue", row.id), after=_audited(shown))
    _reconnect(context, touched)
    return shown


def change_queue(context: Context, queue_id: int, change: Mapping[str, Any]) -> dict[str, Any]:
    """`change`: `name`, `member_ids` and SETTINGS, those that change.

    Raises NotFound (`queue_not_found`, `schedule_not_found`), Conflict `queue_exists`, InvalidInput
    `unknown_user`.
    """
    with transaction(context.sessions) as session:
        row = get_queue(session, queue_id, lock=True)
        _require_schedule(session, change)
        before = _present(row, _members(session, queue_id))
        if "name" in change:
            row.name, row.name_key = change["name"].strip(), key_of(change["name"])
        for setting in change.keys() & set(SETTINGS):
            setattr(row, setting, change[setting])
        _flush(session, row.name)
        _keep_one_default(session, row)
        touched = set()
        if "member_ids" in change:
            touched = _set_members(session, queue_id, change["member_ids"])
        shown = _present(row, _members(session, queue_id))
        note(session, "queue.changed", ("queue", queue_id), _audited(before), _audited(shown))
        if "schedule_id" in change:
            count_anew(session)
    _reconnect(context, touched)
    return shown


def delete_queue(context: Context, queue_id: int) -> None:
    """Raises NotFound, Conflict `queue_in_use` for one that ever had a conversation: deactivate it."""
    with transaction(context.sessions) as session:
        row = get_queue(session, queue_id, lock=True)
        if session.scalar(select(exists().where(Conversation.queue_id == queue_id))):
            raise Conflict("queue_in_use", "Este setor tem conversas. Desative-o em vez de excluí-lo.")
        touched = set(_members(session, queue_id))
        note(session, "queue.deleted", ("queue", queue_id), before=_audited(_present(row, sorted(touched))))
        session.delete(row)
    _reconnect(context, touched)


def get_queue(session: Session, queue_id: int, *, lock: bool = False) -> Queue:
    """Raises NotFound."""
    row = session.get(Queue, queue_id, with_for_update=True if lock else None)
    if row is None:
        raise NotFound("queue_not_found", "Este setor não existe.")
    return row


def require_open_queue(session: Session, queue_id: int) -> None:
    """Raises NotFound, Conflict `inactive_queue`."""
    row = get_queue(session, queue_id)
    if not row.is_active:
        raise Conflict("inactive_queue", "Este setor está desativado.", name=row.name)


def _require_schedule(session: Session, settings: Mapping[str, Any]) -> None:
    if settings.get("schedule_id") is not None:
        get_schedule(session, settings["schedule_id"])


def _keep_one_default(session: Session, row: Queue) -> None:
    if row.is_default:
        session.execute(update(Queue).where(Queue.id != row.id, Queue.is_default).values(is_default=False))


def _set_members(session: Session, queue_id: int, wanted: list[int]) -> set[int]:
    """Who came or went."""
    ids = set(wanted)
    own = select(User.id).where(User.id.in_(ids), User.role != SUPPORT)
    known = set(session.scalars(own)) if ids else set()
    if known != ids:
        raise InvalidInput("unknown_user", "Um dos usuários não existe.", ids=sorted(ids - known))
    before = set(_members(session, queue_id))
    gone = before - ids
    if gone:
        session.execute(
            delete(QueueMember).where(QueueMember.queue_id == queue_id, QueueMember.user_id.in_(gone))
        )
    session.add_all(QueueMember(queue_id=queue_id, user_id=user_id) for user_id in ids - before)
    session.flush()
    return before ^ ids


def _members(session: Session, queue_id: int) -> list[int]:
    return list(
        session.scalars(
            select(QueueMember.user_id).where(QueueMember.queue_id == queue_id).order_by(QueueMember.user_id)
        )
    )


def _flush(session: Session, name: str) -> None:
    flush_unique(session, Conflict("queue_exists", "Já existe um setor com este nome.", name=name.strip()))


def _reconnect(context: Context, user_ids: set[int]) -> None:
    """Their sockets end and come back, into the rooms that are theirs now."""
    for user_id in sorted(user_ids):
        close_person(context, user_id)


def _present(row: Queue, member_ids: list[int]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        **{setting: getattr(row, setting) for setting in SETTINGS},
        "member_ids": member_ids,
        "created_at": moment(row.created_at),
    }


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "member_ids", *SETTINGS)}
