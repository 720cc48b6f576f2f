"""The ladder that leads down from an active tenant, and back up: suspend, archive, delete, purge, resume.

Each is an operation. What is archived is kept for so many days, what is to be deleted for a shorter grace;
until the purge at their end everything can be brought back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.actor import CLOCK, Actor
from control_plane.database import Sessions, reading
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.models import Tenant
from control_plane.operations.lifecycles import KEPT, MOST_DAYS
from control_plane.services.certificates import is_genuine
from control_plane.services.names import too_long
from control_plane.services.plans import limits_of
from control_plane.services.reservations import return_problems
from control_plane.services.submission import Submission
from control_plane.services.tenants import find_tenant
from control_plane.settings import Settings

LONGEST_REASON = 300
"""Characters."""
_AFTER_GRACE = "what the tenant has will be deleted after the grace."
_NOW = "data, backups and keys will be gone for good, now."
Submitted = tuple[dict[str, Any], bool]
"""The operation, and whether it is new."""


@dataclass(frozen=True)
class TakingDown:
    """How an archiving or a deletion is wanted."""

    days: int | None = None
    """What is kept goes after so many; None: as the platform's settings say."""
    reason: str = ""
    without_backup: bool = False
    """Where no backup can be made: nothing is proven before the stack goes."""
    at_once: bool = False
    """Said besides where the days are 0: right after it everything goes, with no way back."""


class Lifecycle:
    """Every method raises NotFound, and Conflict when the tenant's lifecycle does not allow it."""

    def __init__(self, sessions: Sessions, submission: Submission, settings: Settings) -> None:
        self._sessions = sessions
        self._submission = submission
        self._settings = settings

    def suspend(self, slug: str, reason: str, actor: Actor, key: str | None = None) -> Submitted:
        """People find a page, Meta is asked to deliver later, nothing runs. Raises InvalidInput."""
        reason = _tidy_reason(reason)
        return self._submission.submit(slug, "suspend", {"reason": reason}, actor, key)

    def resume(self, slug: str, actor: Actor, key: str | None = None) -> Submitted:
        """Brings back whatever is not purged yet. Raises Conflict too where it has no room any more."""
        return self._submission.submit(slug, "resume", {}, actor, key, beside=_refuse_without_room)

    def archive(self, slug: str, wanted: TakingDown, actor: Actor, key: str | None = None) -> Submitted:
        """A final backup that is proven, then the stack goes and data is kept. Raises InvalidInput."""
        inputs = _inputs(wanted, self._settings.archive_days)
        return self._submission.submit(slug, "archive", inputs, actor, key)

    def delete(
        self, slug: str, confirm: str, wanted: TakingDown, actor: Actor, key: str | None = None
    ) -> Submitted:
        """The same with a shorter grace, after which everything goes. `confirm`: the slug, typed again.

        Raises InvalidInput.
        """
        asked = _inputs(wanted, self._settings.grace_days)
        _refuse_unconfirmed(slug, confirm, _AFTER_GRACE if asked["days"] else _NOW)

        def inputs(_: Session, tenant: Tenant) -> dict[str, Any]:
            if tenant.lifecycle in KEPT:  # nothing runs that could be backed up, or needs to be
                return {**asked, "without_backup": True}
            return asked

        digest = self._submission.digest(["delete", slug, asked])
        return self._submission.submit(slug, "delete", inputs, actor, key, digest=digest)

    def purge(self, slug: str, confirm: str, actor: Actor, key: str | None = None) -> Submitted:
        """Now, instead of when the days are over. Cannot be taken back. Raises InvalidInput."""
        _refuse_unconfirmed(slug, confirm, _NOW)
        return self._submission.submit(slug, "purge", {}, actor, key)

    def certificate(self, slug: str) -> dict[str, Any]:
        """Of the deletion. Raises NotFound as long as there is none, Conflict when it is not ours."""
        with reading(self._sessions) as session:
            document = find_tenant(session, slug).certificate
        if document is None:
            raise NotFound("no_certificate", f"“{slug}” has not been deleted, so there is no certificate.")
        if not is_genuine(document, self._settings.lasting_key):
            raise Conflict(
                "certificate_altered",
                "The certificate is not as this platform signed it: the row was altered, or the platform key"
                " is another.",
            )
        return document


class Purges:
    """What has been kept for long enough goes, by the clock."""

    def __init__(self, sessions: Sessions, submission: Submission) -> None:
        self._sessions = sessions
        self._submission = submission

    def submit_due(self, now: datetime) -> list[str]:
        """Ids of the operations that were queued now; asked again, nothing more."""
        with reading(self._sessions) as session:
            due = [(tenant.slug, _purge_key(tenant)) for tenant in _due(session, now)]
        submitted = []
        for slug, key in due:
            try:
                operation, is_new = self._submission.submit(slug, "purge", {}, CLOCK, key)
            except Conflict:
                continue  # its queue is full, or it is being brought back: another minute
            if is_new:
                submitted.append(str(operation["id"]))
        return submitted


def _refuse_without_room(session: Session, tenant: Tenant) -> None:
    """What was archived reserves nothing: meanwhile its room may have become somebody else's."""
    if tenant.lifecycle in KEPT:
        problems = return_problems(session, tenant, limits_of(session, tenant.configuration))
        if problems:
            raise Conflict("no_room", " ".join(problems))


def _due(session: Session, now: datetime) -> list[Tenant]:
    query = select(Tenant).where(Tenant.lifecycle.in_(KEPT), Tenant.purge_at <= now)
    return list(session.scalars(query.order_by(Tenant.slug)))


def _purge_key(tenant: Tenant) -> str:
    return f"purge:{tenant.id}:{tenant.purge_at:%Y-%m-%dT%H:%M:%S}"


def _inputs(wanted: TakingDown, usual_days: int) -> dict[str, Any]:
    days = usual_days if wanted.days is None else wanted.days
    if not 0 <= days <= MOST_DAYS:
        problem = f"Give a number of days from 0 to {MOST_DAYS}."
        raise InvalidInput("bad_days", problem, fields={"days": problem})
    if days == 0 and not wanted.at_once:
        problem = (
            "With 0 days everything is deleted right after, and nothing can be brought back: give at least 1,"
            " or say that this is wanted (at_once; guiche: --at-once)."
        )
        raise InvalidInput("not_at_once", problem, fields={"at_once": problem})
    return {"days": days, "reason": _tidy_reason(wanted.reason), "without_backup": wanted.without_backup}


def _tidy_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        problem = too_long(LONGEST_REASON)
        raise InvalidInput("bad_reason", problem, fields={"reason": problem})
    return reason


def _refuse_unconfirmed(slug: str, confirm: str, consequence: str) -> None:
    if confirm != slug:
        problem = f"Type the tenant's slug ({slug}) to confirm: {consequence}"
        raise InvalidInput("not_confirmed", problem, fields={"confirm": problem})
