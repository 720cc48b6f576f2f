"""Saved views: one's own, in one's own order, and those that others share."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.errors import Conflict, NotAllowed, NotFound
from appliance.names import key_of
from appliance.saved_views.filtering import Filter, checked, missing_in
from appliance.saved_views.models import SavedView
from appliance.saved_views.schemas import MOST
from appliance.uniqueness import flush_unique

SHARE = "view.share"


def list_views(session: Session, user: User) -> list[dict[str, Any]]:
    """One's own in their order, then what others share, by name."""
    rows = session.execute(
        select(SavedView, User.name)
        .join(User, User.id == SavedView.user_id)
        .where(or_(SavedView.user_id == user.id, SavedView.is_shared))
        .order_by(SavedView.user_id != user.id, SavedView.position, SavedView.name_key, SavedView.id)
    ).all()
    missing = missing_in(session, [row.filter for row, _ in rows])
    shown = [_present(row, owner, user, gone) for (row, owner), gone in zip(rows, missing, strict=True)]
    others = sorted((one for one in shown if not one["is_mine"]), key=lambda one: key_of(one["name"]))
    return [one for one in shown if one["is_mine"]] + others


def create_view(
    sessions: Sessions, user: User, name: str, wanted: Filter, *, is_shared: bool
) -> dict[str, Any]:
    """The last of one's own. Raises NotAllowed, Conflict (`view_exists`, `too_many_views`), InvalidInput."""
    kept = checked(wanted)
    with transaction(sessions) as session:
        _require_share(user, is_shared)
        own = select(func.count(), func.max(SavedView.position)).where(SavedView.user_id == user.id)
        count, last = session.execute(own).one()
        if count >= MOST:
            raise Conflict("too_many_views", f"Você tem {MOST} visões: exclua uma antes.", limit=MOST)
        row = SavedView(
            user_id=user.id,
            name=name.strip(),
            name_key=key_of(name),
            filter=kept,
            is_shared=is_shared,
            position=0 if last is None else last + 1,
        )
        session.add(row)
        _flush(session, row.name)
        shown = _present(row, user.name, user, missing_in(session, [kept])[0])
        note(session, "view.created", ("view", row.id), after=_audited(shown))
    return shown


def change_view(
    sessions: Sessions,
    user: User,
    view_id: int,
    *,
    name: str | None = None,
    wanted: Filter | None = None,
    is_shared: bool | None = None,
) -> dict[str, Any]:
    """One's own; None leaves as it is. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    kept = None if wanted is None else checked(wanted)
    with transaction(sessions) as session:
        row = _own(session, user, view_id)
        before = _audited(_present(row, user.name, user, []))
        if name is not None:
            row.name, row.name_key = name.strip(), key_of(name)
        if kept is not None:
            row.filter = kept
        if is_shared is not None:
            _require_share(user, is_shared)
            row.is_shared = is_shared
        _flush(session, row.name)
        shown = _present(row, user.name, user, missing_in(session, [row.filter])[0])
        note(session, "view.changed", ("view", view_id), before, _audited(shown))
    return shown


def delete_view(sessions: Sessions, user: User, view_id: int) -> None:
    """One's own, or a shared one if one may share. Raises NotFound."""
    with transaction(sessions) as session:
        row = session.get(SavedView, view_id, with_for_update=True)
        is_theirs = row is not None and (row.user_id == user.id or (row.is_shared and user.may(SHARE)))
        if row is None or not is_theirs:
            raise _not_found()
        note(session, "view.deleted", ("view", view_id), before=_audited(_present(row, "", user, [])))
        session.delete(row)


def order_views(sessions: Sessions, user: User, ids: list[int]) -> None:
    """One's own in this order; those not named come after."""
    with transaction(sessions) as session:
        rows = session.scalars(
            select(SavedView)
            .where(SavedView.user_id == user.id)
            .order_by(SavedView.position)
            .with_for_update()
        ).all()
        place = {row_id: index for index, row_id in enumerate(ids)}
        for index, row in enumerate(sorted(rows, key=lambda one: place.get(one.id, len(ids)))):
            row.position = index


def _own(session: Session, user: User, view_id: int) -> SavedView:
    row = session.get(SavedView, view_id, with_for_update=True)
    if row is None or row.user_id != user.id:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    return NotFound("view_not_found", "Esta visão não existe, ou é de outra pessoa.")


def _require_share(user: User, is_shared: bool) -> None:
    if is_shared and not user.may(SHARE):
        raise NotAllowed("not_allowed", "Seu perfil não permite compartilhar visões.", permission=SHARE)


def _flush(session: Session, name: str) -> None:
    flush_unique(session, Conflict("view_exists", "Você já tem uma visão com este nome.", name=name))


def _present(row: SavedView, owner: str, user: User, missing: list[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "filter": row.filter,
        "is_shared": row.is_shared,
        "is_mine": row.user_id == user.id,
        "owner_name": owner,
        "missing": missing,
    }


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "filter", "is_shared")}
