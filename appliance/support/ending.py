"""An access ends: by its time, by an admin, because its operator leaves, or from the platform. Whichever
comes first.
"""

from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from appliance.accounts.models import SignIn, User
from appliance.accounts.sign_ins import holds
from appliance.audit.recording import asked_by, note, origin
from appliance.context import Context
from appliance.database import run_transaction, utc_now
from appliance.errors import Conflict, NotFound
from appliance.realtime.ending import close_sign_in
from appliance.realtime.events import SUPPORT_UPDATED, publish_pending, record_for_all
from appliance.support.models import BY_ADMIN, BY_PLATFORM, BY_THEMSELVES, BY_TIME, SupportAccess

log = structlog.get_logger()


def end_by_admin(context: Context, row_id: int) -> None:
    """At once: cookie, tokens and sockets. Raises NotFound, Conflict `support_access_over`."""
    if not _end(context, row_id, BY_ADMIN):
        raise Conflict("support_access_over", "Este acesso do suporte já terminou.")


def end_by_platform(context: Context, access_id: str, operator: str) -> int:
    """At once, for `operator`, whom the audit names; over already is over. Its row's id. Raises NotFound."""
    with context.sessions() as session:
        row_id = session.scalar(select(SupportAccess.id).where(SupportAccess.access_id == access_id))
    if row_id is None:
        raise _not_found()
    asked_by(replace(origin(), user_id=None, user_name=operator))
    _end(context, row_id, BY_PLATFORM)
    return row_id


def leave(context: Context, row_id: int) -> None:
    """The operator signs out."""
    _end(context, row_id, BY_THEMSELVES)


def end_due(context: Context) -> None:
    """Those whose time is up, or whose sign-in is gone in whatever way. For the ticker."""
    now = utc_now()
    with context.sessions() as session:
        due = session.execute(
            select(SupportAccess.id, SupportAccess.until).where(
                SupportAccess.ended_at.is_(None), ~_is_signed_in()
            )
        ).all()
    for row_id, until in due:
        _end(context, row_id, BY_TIME if until <= now else BY_THEMSELVES)


def _is_signed_in() -> ColumnElement[bool]:
    """A sign-in lasts no longer than its access, so this says too whether its time is up."""
    return exists(
        select(SignIn.id)
        .join(User, User.id == SignIn.user_id)
        .where(SignIn.support_access_id == SupportAccess.id, holds())
        .correlate(SupportAccess)
    )


def _end(context: Context, row_id: int, ending: str) -> bool:
    """Whether it was this that ended it."""
    sign_in_ids = run_transaction(context.sessions, partial(_write_end, row_id=row_id, ending=ending))
    if sign_in_ids is None:
        return False
    for sign_in_id in sign_in_ids:
        close_sign_in(context, sign_in_id)
    publish_pending(context)
    log.info("support_access_ended", support_access_id=row_id, ending=ending)
    return True


def _write_end(session: Session, row_id: int, ending: str) -> list[int] | None:
    """The sign-ins that end with it; None if it was over already."""
    row = session.get(SupportAccess, row_id, with_for_update=True)
    if row is None:
        raise _not_found()
    if row.ended_at is not None:
        return None
    who = {BY_TIME: None, BY_THEMSELVES: row.operator}.get(ending, origin().user_name)
    row.ended_at, row.ending, row.ended_by = min(utc_now(), row.until), ending, who
    sign_in_ids = list(session.scalars(select(SignIn.id).where(SignIn.support_access_id == row.id)))
    session.execute(
        update(SignIn)
        .where(SignIn.id.in_(sign_in_ids), SignIn.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
    note(
        session,
        "support_access.ended",
        ("support_access", row.id),
        after={"reason": row.reason, "ending": ending},
    )
    record_for_all(session, SUPPORT_UPDATED, row.id)
    return sign_in_ids


def _not_found() -> NotFound:
    return NotFound("support_access_not_found", "Este acesso do suporte não existe.")
