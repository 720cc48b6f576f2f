"""The browsers in which one person is told. None outlives the sign-in that it was asked for in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.devices import device_of
from appliance.accounts.models import SignIn, User
from appliance.accounts.sign_ins import IDLE_LIMIT, IDLE_LIMIT_REMEMBERED, holds
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import Sessions, run_transaction, transaction, utc_now
from appliance.errors import NotFound, TooMany
from appliance.job_queues import SEND_PUSHES, enqueue
from appliance.push.endpoints import check_endpoint, read_keys
from appliance.push.models import Push, PushBrowser

MOST: Final = 10
"""Of one person; the one told longest ago goes."""
TEST: Final = "test"
TEST_LIFE: Final = timedelta(minutes=1)
TEST_PAUSE: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class Subscription:
    """As the browser gives it (W3C Push API, PushSubscription.toJSON)."""

    endpoint: str
    p256dh: str
    auth: str


def add(sessions: Sessions, user: User, sign_in_id: int, given: Subscription) -> dict[str, Any]:
    """The same browser again is the same row; if it was somebody else's, they are told there no more.

    Raises InvalidInput `endpoint_refused`, `keys_refused`.
    """
    check_endpoint(given.endpoint)
    read_keys(given.p256dh, given.auth)
    digest = hashlib.sha256(given.endpoint.encode()).hexdigest()

    def work(session: Session) -> dict[str, Any]:
        row = session.scalar(select(PushBrowser).where(PushBrowser.endpoint_hash == digest).with_for_update())
        if row is not None and row.user_id != user.id:
            session.delete(row)
            session.flush()
            row = None
        is_new = row is None
        if row is None:
            row = PushBrowser(user_id=user.id, endpoint=given.endpoint, endpoint_hash=digest)
            session.add(row)
        row.sign_in_id, row.p256dh, row.auth = sign_in_id, given.p256dh, given.auth
        session.flush()
        if is_new:
            note(session, "push_browser.added", ("user", user.id))
            _forget_the_oldest(session, user)
        return _present(row, session.get_one(SignIn, sign_in_id), sign_in_id)

    return run_transaction(sessions, work)


def list_own(session: Session, user: User, sign_in_id: int) -> list[dict[str, Any]]:
    """Those in which this person is told, the newest first; that of `sign_in_id` is marked."""
    rows = session.execute(
        select(PushBrowser, SignIn)
        .join(SignIn, SignIn.id == PushBrowser.sign_in_id)
        .join(User, User.id == PushBrowser.user_id)
        .where(PushBrowser.user_id == user.id, is_live())
        .order_by(PushBrowser.id.desc())
    )
    return [_present(row, sign_in, sign_in_id) for row, sign_in in rows]


def remove(sessions: Sessions, user: User, browser_id: int) -> None:
    """Raises NotFound."""
    with transaction(sessions) as session:
        session.delete(_own(session, user, browser_id))
        note(session, "push_browser.removed", ("user", user.id))


def test(context: Context, user: User, browser_id: int) -> None:
    """Sends something to see whether it arrives. Raises NotFound, TooMany `too_soon`."""
    with transaction(context.sessions) as session:
        browser, now = _own(session, user, browser_id), utc_now()
        is_recent = select(Push.id).where(
            Push.browser_id == browser.id, Push.event == TEST, Push.created_at > now - TEST_PAUSE
        )
        if session.scalar(is_recent.limit(1)) is not None:
            raise TooMany("too_soon", "Espere alguns segundos antes de testar de novo.", retry_after=10)
        expires = now + TEST_LIFE
        session.add(
            Push(
                browser_id=browser.id,
                event=TEST,
                occasion=now.isoformat(),
                expires_at=expires,
                created_at=now,
            )
        )
    enqueue(context.queues, SEND_PUSHES)


def is_live() -> ColumnElement[bool]:
    """Of rows joined with SignIn and User: the sign-in still lets its person in."""
    now: datetime = utc_now()
    is_awake = or_(
        SignIn.seen_at > now - IDLE_LIMIT,
        and_(SignIn.is_remembered.is_(True), SignIn.seen_at > now - IDLE_LIMIT_REMEMBERED),
    )
    return and_(holds(), is_awake)


def forget_ended(session: Session) -> int:
    """Those whose sign-in no longer lets anybody in; how many."""
    live = (
        select(PushBrowser.id)
        .join(SignIn, SignIn.id == PushBrowser.sign_in_id)
        .join(User, User.id == PushBrowser.user_id)
        .where(is_live())
    )
    kept = set(session.scalars(live))
    ended = [row_id for row_id in session.scalars(select(PushBrowser.id)) if row_id not in kept]
    session.execute(delete(PushBrowser).where(PushBrowser.id.in_(ended)))
    return len(ended)


def _own(session: Session, user: User, browser_id: int) -> PushBrowser:
    row = session.get(PushBrowser, browser_id, with_for_update=True)
    if row is None or row.user_id != user.id:
        raise NotFound("browser_not_found", "Este navegador já não recebe notificações.")
    return row


def _forget_the_oldest(session: Session, user: User) -> None:
    ids = select(PushBrowser.id).where(PushBrowser.user_id == user.id).order_by(PushBrowser.id.desc())
    for row_id in session.scalars(ids).all()[MOST:]:
        session.execute(delete(PushBrowser).where(PushBrowser.id == row_id))


def _present(row: PushBrowser, sign_in: SignIn, current_id: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "device": device_of(sign_in.agent),
        "created_at": moment(row.created_at),
        "sent_at": moment(row.sent_at),
        "endpoint_hash": row.endpoint_hash,
        "is_current": sign_in.id == current_id,
    }
