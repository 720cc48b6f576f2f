"""How many conversations are where, for each person: never counted when somebody asks.

Once a second at most, and only after something changed, all live conversations are counted by what decides
who sees them; with the closed ones, in one statement, if some were closed or taken up again. Of those there
may be many: however often that happens, counting them takes a small share of the time. All lies in Redis,
and each person's numbers are sums of it; the ticker tells those who are online. Lost with Redis, it is
counted anew by whoever asks first.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from time import monotonic
from typing import Any, Final, cast

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.accounts.people import with_rights
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.realtime.emitting import NumberingEmitter
from appliance.realtime.rooms import room_of_person

COUNTERS_UPDATED: Final = "counters.updated"
CLOSED: Final = "closed"
LIVE: Final = ("bot", "waiting", "open")
EVERY_MS: Final = 1_000
CLOSED_RESTS: Final = 20
"""After the closed ones were counted they are not for so many times as long as that took,"""
CLOSED_RESTS_MS: Final = 30_000
"""and at most for that long."""
CLOSED_EVERY_SECONDS: Final = 300
"""What changes their number and says nothing (a deletion) shows after so long."""

_LIVE, _CLOSED, _STALE, _CLOSED_STALE, _COUNTED, _CLOSED_RESTING, _UNTOLD, _TOLD = (
    f"counters:{name}"
    for name in ("live", "closed", "stale", "closed-stale", "counted", "closed-resting", "untold", "told")
)


@dataclass(frozen=True)
class Group:
    """So many conversations that are alike."""

    status: str
    queue_id: int | None
    assigned_user_id: int | None
    needs_attention: bool
    number: int

    def is_seen_by(self, user: User) -> bool:
        """As conversations.visibility says of one."""
        if user.may(SEE_ALL) or self.assigned_user_id == user.id:
            return True
        is_in_queue = self.queue_id is None or self.queue_id in user.queue_ids
        return is_in_queue and (user.may(SEE_QUEUE) or self.assigned_user_id is None)


def note_change(context: Context, *, moves_closed: bool = False) -> None:
    """Something happened to conversations; `moves_closed`: some were closed, or are no longer. Raises
    RedisError.
    """
    context.redis.mset({_STALE: 1, _UNTOLD: 1, **({_CLOSED_STALE: 1} if moves_closed else {})})


def stats_of(context: Context, user: User) -> dict[str, Any]:
    """The person's numbers. Raises RedisError, SQLAlchemyError."""
    return sums(_groups(context), user)


def sums(groups: Iterable[Group], user: User) -> dict[str, Any]:
    """Of what `user` may see; `queues` counts what is live in each."""
    numbers: Counter[str] = Counter()
    queues: Counter[str] = Counter()
    for group in groups:
        if not group.is_seen_by(user):
            continue
        numbers[group.status] += group.number
        if group.status == "open" and group.assigned_user_id == user.id:
            numbers["mine"] += group.number
        if group.status == "waiting" and group.assigned_user_id is None:
            numbers["unassigned"] += group.number
        if group.needs_attention:
            numbers["needs_attention"] += group.number
        if group.status != CLOSED and group.queue_id is not None:
            queues[str(group.queue_id)] += group.number
    names = (*LIVE, CLOSED, "mine", "unassigned", "needs_attention")
    return {name: numbers[name] for name in names} | {"queues": dict(queues)}


def tell(context: Context) -> None:
    """The sweep: who is online hears their numbers if they changed. Raises RedisError, SQLAlchemyError."""
    redis = context.redis
    if not redis.delete(_UNTOLD):
        return
    groups = _groups(context)
    told = cast(dict[bytes, bytes], redis.hgetall(_TOLD))
    now: dict[bytes, bytes] = {}
    emitter = NumberingEmitter(context)
    for user in _online(context):
        numbers = sums(groups, user)
        key = str(user.id).encode()
        now[key] = json.dumps(numbers).encode()
        if told.get(key) != now[key]:
            emitter.tell(COUNTERS_UPDATED, (room_of_person(user.id),), {"stats": numbers})
    emitter.send()
    redis.delete(_TOLD)
    if now:
        redis.hset(_TOLD, mapping=now)
    if redis.exists(_STALE, _CLOSED_STALE):  # counted a moment ago: told again when it is counted again
        redis.set(_UNTOLD, 1)


def _online(context: Context) -> Sequence[User]:
    with context.sessions() as session:
        query = select(User).where(User.id.in_(presence.online(context.redis))).options(*with_rights())
        return session.scalars(query).all()


def _groups(context: Context) -> list[Group]:
    """As counted last; counted now if something changed, unless that was done a moment ago."""
    redis = context.redis
    live, closed, is_stale, is_closed_stale, is_resting = redis.mget(  # type: ignore[misc]
        _LIVE, _CLOSED, _STALE, _CLOSED_STALE, _CLOSED_RESTING
    )
    with_closed = closed is None or (is_closed_stale and not is_resting)
    is_known = live is not None and closed is not None
    if not is_known or ((is_stale or with_closed) and redis.set(_COUNTED, 1, nx=True, px=EVERY_MS)):
        redis.delete(_STALE)  # before counting: what changes meanwhile is counted next time
        live, closed = _count_all(context) if with_closed else (_count_live(context), closed)
        redis.set(_UNTOLD, 1)  # who was told while it was counted heard the old numbers
    return [Group(*row) for row in (*json.loads(live), *json.loads(closed))]


def _count_live(context: Context) -> bytes:
    with context.sessions() as session:
        live = _stored(count(session, LIVE))
    context.redis.set(_LIVE, live)
    return live


def _count_all(context: Context) -> tuple[bytes, bytes]:
    """In one statement: what is closed in this moment is counted once."""
    redis = context.redis
    redis.delete(_CLOSED_STALE)
    began = monotonic()
    with context.sessions() as session:
        groups = count(session, (*LIVE, CLOSED))
    rest = min(CLOSED_RESTS_MS, max(1, int((monotonic() - began) * 1000 * CLOSED_RESTS)))
    live = _stored([group for group in groups if group.status != CLOSED])
    closed = _stored([group for group in groups if group.status == CLOSED])
    redis.set(_LIVE, live)
    redis.set(_CLOSED, closed, ex=CLOSED_EVERY_SECONDS)
    redis.set(_CLOSED_RESTING, 1, px=rest)
    return live, closed


def _stored(groups: Iterable[Group]) -> bytes:
    return json.dumps([astuple(group) for group in groups]).encode()


def count(session: Session, statuses: tuple[str, ...]) -> list[Group]:
    """Reads one index, no row. Without the provisioning test's and those put off."""
    synthetic = session.scalars(select(Contact.id).where(Contact.is_synthetic == true())).all()
    what = (
        Conversation.status,
        Conversation.queue_id,
        Conversation.assigned_user_id,
        Conversation.needs_human_attention,
    )
    rows = session.execute(
        select(*what, func.count())
        .where(
            Conversation.status.in_(statuses),
            Conversation.snoozed_until.is_(None),
            Conversation.contact_id.not_in(synthetic),
        )
        .group_by(*what)
    )
    return [Group(*row) for row in rows]
