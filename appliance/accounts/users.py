"""The people of the client: listed, created, changed. Nobody is deleted, since messages name them."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.accounts.links import void_links
from appliance.accounts.membership import queues_of, set_queues
from appliance.accounts.models import ADMIN, User
from appliance.accounts.passwords import check_new_password, hash_password
from appliance.accounts.people import with_rights
from appliance.accounts.permissions import SUPPORT
from appliance.accounts.roles import require_grantable
from appliance.audit.recording import note
from appliance.database import Sessions, transaction
from appliance.errors import Conflict, NotFound
from appliance.usage.limits import require_room_for_person


@dataclass(frozen=True)
class NewUser:
    name: str
    email: str
    password: str
    role: str
    locale: str | None = None


@dataclass(frozen=True)
class UserChange:
    """What None leaves as it is."""

    name: str | None = None
    email: str | None = None
    password: str | None = None
    role: str | None = None
    locale: str | None = None
    is_active: bool | None = None
    capacity: int | Literal["same"] | None = "same"
    """None here is: as many as come."""
    queue_ids: frozenset[int] | None = None

    @property
    def ends_sessions(self) -> bool:
        """Whether whoever holds an old session must not keep it."""
        return self.password is not None or self.role is not None or self.is_active is not None


def list_users(sessions: Sessions, *, limit: int, after_id: int = 0) -> list[User]:
    """By id, from the one after `after_id`."""
    with sessions() as session:
        return list(session.scalars(select(User).where(User.id > after_id).order_by(User.id).limit(limit)))


def list_users_by_id(sessions: Sessions, ids: frozenset[int]) -> list[User]:
    """The client's own active ones among `ids`, by name."""
    with sessions() as session:
        own = select(User).where(User.id.in_(ids), User.is_active, User.role != SUPPORT)
        return list(session.scalars(own.order_by(User.name, User.id)))


def require_attendant(session: Session, user_id: int) -> None:
    """That this person may be given conversations. Raises NotFound, Conflict `inactive_user`."""
    user = session.get(User, user_id, options=with_rights())
    if user is None:
        raise NotFound("user_not_found", "Usuário não encontrado.")
    is_here = user.is_active and user.password_hash is not None and not user.is_support
    if not is_here or not user.may("conversation.write"):
        raise Conflict("inactive_user", "Esta pessoa não atende conversas.", name=user.name)


def create_user(
    sessions: Sessions, new: NewUser, *, by: User | None = None, company: tuple[str, ...] = ()
) -> User:
    """`by` None: the platform. `company`: its names, of which no password may be made.

    Raises InvalidInput (`weak_password`, `unknown_role`), NotAllowed `beyond_own`, Conflict (`email_taken`,
    and unless it is the platform `plan_users`).
    """
    check_new_password(new.password, (new.name, new.email, *company))
    user = User(
        name=new.name,
        email=new.email.lower(),
        password_hash=hash_password(new.password),
        role=new.role,
        locale=new.locale,
    )
    try:
        with transaction(sessions) as session:
            require_grantable(session, by, new.role)
            if by is not None:
                require_room_for_person(session)
            session.add(user)
            session.flush()
            note(session, "user.created", ("user", user.id), after=audited(user))
    except IntegrityError as error:
        raise email_taken(new.email) from error
    return user


def change_user(sessions: Sessions, user_id: int, change: UserChange, *, by: User | None = None) -> User:
    """A new password or role, or another `is_active`, signs the person out everywhere at once.

    Raises NotFound, Conflict (`last_admin`, `email_taken`, `plan_users`), InvalidInput (`weak_password`,
    `unknown_role`, `unknown_queue`), NotAllowed `beyond_own` where the person, before or after, may more than
    `by`.
    """
    new_hash = None
    if change.password is not None:
        check_new_password(change.password, _words_about(sessions, user_id, change))
        new_hash = hash_password(change.password)
    try:
        with transaction(sessions) as session:
            admins = _lock_admins(session) if change.ends_sessions else []
            user = session.get(User, user_id, with_for_update=True)
            if user is None:
                raise NotFound("user_not_found", "Usuário não encontrado.")
            if admins == [user.id] and not _stays_admin(user, change):
                raise Conflict("last_admin", "Este é o último administrador ativo.")
            if change.is_active and not user.is_active:
                require_room_for_person(session)
            for role in {user.role, change.role or user.role}:
                require_grantable(session, by, role)
            before = {**audited(user), "queues": sorted(queues_of(session, user_id))}
            _apply(user, change, new_hash)
            if change.queue_ids is not None:
                set_queues(session, user_id, change.queue_ids)
            session.flush()
            after = {**audited(user), "queues": sorted(queues_of(session, user_id))}
            note(session, "user.changed", ("user", user_id), before, after)
            if new_hash is not None or before["email"] != user.email:
                void_links(session, user_id)
            if new_hash is not None:
                note(session, "user.password_set", ("user", user_id))
    except IntegrityError as error:
        raise email_taken(change.email or "") from error
    return user


def _words_about(sessions: Sessions, user_id: int, change: UserChange) -> list[str]:
    with sessions() as session:
        user = session.get(User, user_id)
    known = (user.name, user.email) if user else ()
    return [*known, *(word for word in (change.name, change.email) if word)]


def _apply(user: User, change: UserChange, new_hash: str | None) -> None:
    user.name = change.name or user.name
    user.email = change.email.lower() if change.email else user.email
    user.role = change.role or user.role
    user.locale = change.locale or user.locale
    user.password_hash = new_hash or user.password_hash
    if change.capacity != "same":
        user.capacity = change.capacity
    if change.is_active is not None:
        user.is_active = change.is_active
    if change.ends_sessions:
        user.session_version += 1


def _lock_admins(session: Session) -> list[int]:
    """Admins who can sign in, locked first and in order: two who demote each other do not wait for ever."""
    return list(
        session.scalars(
            select(User.id)
            .where(User.role == ADMIN, User.is_active, User.password_hash.is_not(None))
            .order_by(User.id)
            .with_for_update()
        )
    )


def _stays_admin(user: User, change: UserChange) -> bool:
    return (change.role or user.role) == ADMIN and change.is_active is not False


def audited(user: User) -> dict[str, Any]:
    """What the audit keeps of a person."""
    return {
        name: getattr(user, name) for name in ("name", "email", "role", "locale", "is_active", "capacity")
    }


def email_taken(email: str) -> Conflict:
    """For an e-mail that is unique and is there already."""
    return Conflict("email_taken", "Já existe um usuário com este e-mail.", email=email.lower())
