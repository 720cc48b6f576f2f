"""The same asked for many tenants at once: one operation each, and a word for each that was refused."""

from collections.abc import Sequence
from typing import Any

from control_plane.actor import Actor
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.fleet_terms import BULK_ACTIONS
from control_plane.services.backups import Backups
from control_plane.services.lifecycle import Lifecycle, Submitted
from control_plane.services.planning import Rehearsed
from control_plane.services.repairs import Repairs

MOST_TENANTS = 2000


class Bulk:
    def __init__(self, backups: Backups, repairs: Repairs, lifecycle: Lifecycle) -> None:
        self._backups = backups
        self._repairs = repairs
        self._lifecycle = lifecycle

    def submit(
        self, action: str, slugs: Sequence[str], actor: Actor, key: str | None = None, reason: str = ""
    ) -> dict[str, Any]:
        """{"action", "submitted": [{tenant, operation, is_new}], "refused": [{tenant, code, message}]}.

        Each tenant's is a transaction of its own: what is refused for one says nothing of the others. The
        same `key` again asks for nothing twice. For whoever only rehearses it, `submitted` says what would
        be: [{tenant, ahead}]. Raises InvalidInput.
        """
        _refuse_wrong(action, slugs)
        submitted, refused = [], []
        for slug in dict.fromkeys(slugs):
            own_key = f"{key}:{slug}" if key else None
            try:
                operation, is_new = self._submit_one(action, slug, actor, own_key, reason)
            except Rehearsed as rehearsed:
                submitted.append({"tenant": slug, "ahead": rehearsed.plan.standing["ahead"]})
            except (Conflict, NotFound) as error:
                refused.append({"tenant": slug, "code": error.code, "message": error.message})
            else:
                submitted.append({"tenant": slug, "operation": operation["id"], "is_new": is_new})
        return {"action": action, "submitted": submitted, "refused": refused}

    def _submit_one(self, action: str, slug: str, actor: Actor, key: str | None, reason: str) -> Submitted:
        if action == "backup":
            return self._backups.submit_backup(slug, actor, key)
        if action == "repair":
            return self._repairs.submit(slug, actor, key)
        if action == "suspend":
            return self._lifecycle.suspend(slug, reason, actor, key)
        return self._lifecycle.resume(slug, actor, key)


def _refuse_wrong(action: str, slugs: Sequence[str]) -> None:
    problems = {}
    if action not in BULK_ACTIONS:
        problems["action"] = f"Choose one of {', '.join(BULK_ACTIONS)}."
    if not slugs:
        problems["tenants"] = "Choose at least one tenant."
    if len(slugs) > MOST_TENANTS:
        problems["tenants"] = f"At most {MOST_TENANTS} tenants at a time: narrow the choice."
    if problems:
        raise InvalidInput("bad_bulk", " ".join(problems.values()), fields=problems)
