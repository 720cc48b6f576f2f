"""A check: Meta is asked, what it says is judged and kept; what got worse is told to those who see to it."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from redis import RedisError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.channel.judging import judge
from appliance.channel.looking import here, look
from appliance.channel.models import ChannelCheck
from appliance.channel.seen import ERROR, OK, RANK, WARNING, Item, Seen, worst
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction, utc_now
from appliance.errors import Conflict
from appliance.job_queues import CHECK_CHANNEL, enqueue
from appliance.whatsapp.connecting import callback_url
from appliance.whatsapp.fields import text
from appliance.whatsapp.models import AccountNotice
from appliance.whatsapp.notices import CRITICAL
from appliance.whatsapp.notices import WARNING as WARNING_NOTICE

NOTICE = "channel_check"
"""The notice's field: one of ours among Meta's."""
EVERY = timedelta(days=1)
SETTLED = timedelta(hours=1)
"""A tenant this young is still being connected."""
KEPT_FOR = timedelta(days=90)
_LOCK, _LOCK_SECONDS = "channel:checking", 60


def check(context: Context, user_id: int | None) -> dict[str, Any]:
    """Looks now; `user_id` is None when it was time. Raises Conflict `check_running`."""
    if not _begin(context):
        raise Conflict("check_running", "A verificação já está em andamento.")
    try:
        seen = look(context.settings.whatsapp)
        with transaction(context.sessions) as session:
            row = _keep(session, seen, judge(seen, here(session, context.settings)), user_id)
            return present(session, row, context)
    finally:
        _end(context)


def show(context: Context) -> dict[str, Any]:
    """The last check, if there was one, and where our webhooks arrive."""
    with context.sessions() as session:
        return present(session, _last(session), context)


def start_if_due(context: Context) -> None:
    """For the sweeper: has a worker look once a day."""
    now = utc_now()
    with context.sessions() as session:
        last = session.scalar(select(func.max(ChannelCheck.checked_at)))
        since = session.scalar(select(func.min(User.created_at)))
    is_new = since is None or now - since < SETTLED
    if (last is None and not is_new) or (last is not None and now - last >= EVERY):
        enqueue(context.queues, CHECK_CHANNEL, once=True)


def present(session: Session, row: ChannelCheck | None, context: Context) -> dict[str, Any]:
    """As the API shows it."""
    shown = {"callback": callback_url(context.settings), "check": None}
    if row is None:
        return shown
    user = session.get(User, row.user_id) if row.user_id is not None else None
    return shown | {
        "check": {
            "checked_at": moment(row.checked_at),
            "by": user.name if user else None,
            "state": row.state,
            "items": row.items,
            **row.facts,
        }
    }


def _keep(session: Session, seen: Seen, items: list[Item], user_id: int | None) -> ChannelCheck:
    last = _last(session)
    before = {item["name"]: item["state"] for item in last.items} if last else {}
    row = ChannelCheck(
        user_id=user_id,
        state=worst(items),
        items=[item.as_json() for item in items],
        facts=_facts(seen, last),
    )
    session.add(row)
    session.flush()
    for item in items:
        was = before.get(item.name, OK)
        if item.state in {WARNING, ERROR} and RANK[item.state] > RANK[was]:
            session.add(_notice(row, item, was))
    session.execute(delete(ChannelCheck).where(ChannelCheck.checked_at < utc_now() - KEPT_FOR))
    return row


def _facts(seen: Seen, last: ChannelCheck | None) -> dict[str, Any]:
    """Who the number is stays known while Meta does not say."""
    if not isinstance(seen.number, dict):
        return dict(last.facts) if last else {"number": None, "name": None}
    return {
        "number": text(seen.number.get("display_phone_number"), 40),
        "name": text(seen.number.get("verified_name"), 160),
    }


def _notice(row: ChannelCheck, item: Item, was: str) -> AccountNotice:
    value = {"item": item.name, "state": item.state, "code": item.code, "before": was}
    digest = sha256(json.dumps([NOTICE, row.id, value], sort_keys=True).encode()).hexdigest()
    return AccountNotice(
        digest=digest,
        field=NOTICE,
        event=f"{item.name}.{item.code}",
        severity=CRITICAL if item.state == ERROR else WARNING_NOTICE,
        value=value,
        occurred_at=row.checked_at,
    )


def _last(session: Session) -> ChannelCheck | None:
    return session.scalar(select(ChannelCheck).order_by(ChannelCheck.id.desc()).limit(1))


def _begin(context: Context) -> bool:
    """One look at a time; without Redis nobody counts."""
    try:
        return bool(context.redis.set(_LOCK, 1, nx=True, ex=_LOCK_SECONDS))
    except RedisError:
        return True


def _end(context: Context) -> None:
    try:
        context.redis.delete(_LOCK)
    except RedisError:
        return  # it expires
