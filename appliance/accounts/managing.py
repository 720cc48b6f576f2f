"""The client's people as whoever manages them sees them, and what they do about somebody's ways in."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.accounts import second_factor
from appliance.accounts import sessions as people_sessions
from appliance.accounts.invitations import invitation_of
from appliance.accounts.models import User
from appliance.accounts.people import with_rights
from appliance.accounts.presenting import present_user
from appliance.accounts.roles import require_grantable
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction
from appliance.errors import NotFound
from appliance.mail.outbox import send_soon
from appliance.realtime.ending import close_person

MOST = 1000
"""Everybody, in one answer: a help desk has tens of people, and the page searches among all of them."""


def list_accounts(context: Context, session: Session, online: frozenset[int]) -> list[dict[str, Any]]:
    """By name; the deactivated included."""
    query = select(User).options(*with_rights()).order_by(User.name, User.id).limit(MOST)
    people = list(session.scalars(query))
    invited = invitation_of(context, session, [one.id for one in people if one.password_hash is None])
    return [_present(one, online, invited.get(one.id)) for one in people]


def get_account(context: Context, session: Session, user_id: int, online: frozenset[int]) -> dict[str, Any]:
    """One of them. Raises NotFound."""
    user = get_person(session, user_id)
    return _present(user, online, invitation_of(context, session, [user_id]).get(user_id))


def get_person(session: Session, user_id: int) -> User:
    """With their rights. Raises NotFound."""
    user = session.get(User, user_id, options=with_rights())
    if user is None:
        raise NotFound("user_not_found", "Usuário não encontrado.")
    return user


def end_sessions(context: Context, by: User, user_id: int, sign_in_id: int | None = None) -> None:
    """All of somebody's, or one. Raises NotFound, NotAllowed `beyond_own`."""
    with context.sessions() as session:
        user = get_person(session, user_id)
        require_grantable(session, by, user.role)
    if sign_in_id is None:
        people_sessions.end_all(context, user)
    else:
        people_sessions.end_one(context, user, sign_in_id)


def reset_second_factor(context: Context, by: User, user_id: int) -> None:
    """For whoever lost app and codes: they sign in again, and set it up anew where their role asks for it.

    Raises NotFound, NotAllowed `beyond_own`.
    """
    with transaction(context.sessions) as session:
        user = get_person(session, user_id)
        require_grantable(session, by, user.role)
        second_factor.remove(context, session, user_id)
        user.session_version += 1
    close_person(context, user_id)
    send_soon(context)


def _state(user: User) -> str:
    if not user.is_active:
        return "disabled"
    return "invited" if user.password_hash is None and not user.is_support else "active"


def _present(user: User, online: frozenset[int], invitation: dict[str, Any] | None) -> dict[str, Any]:
    return {
        **present_user(user, online),
        "state": _state(user),
        "queue_ids": sorted(user.queue_ids),
        "has_second_factor": user.second_factor_at is not None,
        "must_set_up_second_factor": user.must_set_up_second_factor,
        "last_seen_at": moment(user.last_seen_at),
        "created_at": moment(user.created_at),
        "invitation": invitation if user.password_hash is None else None,
    }
