"""Roles: four come with a tenant, the client's admin changes what they permit or adds others.

`admin` permits everything and stays so: nobody can lock the client out of its own help desk.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appliance.accounts.models import ADMIN, Role, User
from appliance.accounts.permissions import ALL, BUILT_IN, SELF, SUPPORT, SUPPORT_NEVER
from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import transaction
from appliance.errors import Conflict, InvalidInput, NotAllowed, NotFound
from appliance.names import key_of
from appliance.realtime.ending import close_person

BUILT_IN_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "admin": ("Administrador", "Administrator"),
    "gerente": ("Gerente", "Manager"),
    "atendente": ("Atendente", "Attendant", "Agente"),
    SUPPORT: ("Suporte da plataforma", "Platform support", "Soporte de la plataforma"),
}
"""As the interface calls those that come with a tenant, in all its languages."""


@dataclass(frozen=True)
class RoleChange:
    """What None leaves as it is."""

    name: str | None = None
    permissions: list[str] | None = None
    requires_two_factor: bool | None = None


def list_roles(session: Session) -> list[dict[str, Any]]:
    """Those that come with a tenant first, then by name."""
    rows = session.scalars(select(Role).order_by(Role.is_builtin.desc(), Role.created_at, Role.key))
    return [present_role(row) for row in rows]


def create_role(
    context: Context, user: User, name: str, permissions: list[str], *, requires_two_factor: bool
) -> dict[str, Any]:
    """Raises InvalidInput `unknown_permission`, NotAllowed `beyond_own`, Conflict `role_exists`."""
    require_within(user, permissions)
    with transaction(context.sessions) as session:
        _require_free(session, name)
        row = Role(
            key=_new_key(name),
            name=name.strip(),
            permissions=_checked(permissions),
            requires_two_factor=requires_two_factor,
        )
        session.add(row)
        session.flush()
        shown = present_role(row)
        note(session, "role.created", ("role", row.key), after=_audited(shown))
    return shown


def change_role(context: Context, user: User, key: str, change: RoleChange) -> dict[str, Any]:
    """Its people's sockets end, and come back with what they may see now.

    Raises NotFound, InvalidInput `unknown_permission`, NotAllowed `beyond_own`, Conflict `fixed_role` (the
    name of one that came with the tenant, what `admin` permits, of the support's what it never may, or its
    second factor, which the platform asks for), `role_exists`.
    """
    require_within(user, change.permissions or ())
    with transaction(context.sessions) as session:
        row = _get(session, key)
        require_within(user, permissions_of(row))
        before = present_role(row)
        if change.name is not None and row.is_builtin:
            raise Conflict("fixed_role", "O nome deste perfil não muda.")
        if change.name is not None:
            _require_free(session, change.name, key)
        if change.permissions is not None and key == ADMIN:
            raise Conflict("fixed_role", "O administrador pode tudo.")
        if key == SUPPORT:
            _check_support(change)
        row.name = change.name.strip() if change.name is not None else row.name
        if change.permissions is not None:
            row.permissions = _checked(change.permissions)
        if change.requires_two_factor is not None:
            row.requires_two_factor = change.requires_two_factor
        shown = present_role(row)
        note(session, "role.changed", ("role", key), _audited(before), _audited(shown))
        people = list(session.scalars(select(User.id).where(User.role == key)))
    if change.permissions is not None:
        for user_id in people:
            close_person(context, user_id)
    return shown


def delete_role(context: Context, user: User, key: str) -> None:
    """Raises NotFound, NotAllowed `beyond_own`, Conflict `fixed_role`, `role_in_use`."""
    with transaction(context.sessions) as session:
        row = _get(session, key)
        if row.is_builtin:
            raise Conflict("fixed_role", "Este perfil veio com o sistema e não pode ser excluído.")
        if session.scalar(select(exists().where(User.role == key))):
            raise Conflict("role_in_use", "Há pessoas com este perfil. Dê outro a elas antes.")
        require_within(user, permissions_of(row))
        note(session, "role.deleted", ("role", key), before=_audited(present_role(row)))
        session.delete(row)


def require_grantable(session: Session, user: User | None, key: str) -> None:
    """That `user` may give somebody this role, or change who has it; None is the platform itself.

    Raises InvalidInput `unknown_role`, NotAllowed `beyond_own`, `support_role`.
    """
    row = session.get(Role, key)
    if row is None:
        raise InvalidInput("unknown_role", "Este perfil não existe.", role=key)
    if user is not None and key == SUPPORT:
        raise NotAllowed(
            "support_role",
            "Este perfil é só do suporte da plataforma: o acesso se encerra em Acessos do suporte.",
        )
    if user is not None:
        require_within(user, permissions_of(row))


def require_within(user: User, permissions: Iterable[str]) -> None:
    """Nobody gives, changes or takes away what they do not hold. Raises NotAllowed `beyond_own`."""
    beyond = sorted(one for one in permissions if one in ALL and not user.may(one))
    if beyond:
        raise NotAllowed("beyond_own", "Isso vai além do que o seu perfil permite.", permissions=beyond)


def permissions_of(row: Role) -> list[str]:
    """What it grants today, sorted."""
    if row.key == ADMIN:
        return sorted(ALL)
    return sorted(ALL.intersection(row.permissions) - (SUPPORT_NEVER if row.key == SUPPORT else frozenset()))


def present_role(row: Role) -> dict[str, Any]:
    """A role of the API."""
    return {
        "key": row.key,
        "name": row.name,
        "permissions": permissions_of(row),
        "is_builtin": row.is_builtin,
        "is_assignable": row.key != SUPPORT,
        "requires_two_factor": row.requires_two_factor,
    }


def builtin_roles() -> list[Role]:
    """The rows a tenant begins with."""
    return [
        Role(key=key, permissions=[] if key == ADMIN else sorted(held), is_builtin=True)
        for key, held in BUILT_IN.items()
    ]


def _get(session: Session, key: str) -> Role:
    row = session.get(Role, key, with_for_update=True)
    if row is None:
        raise NotFound("role_not_found", "Este perfil não existe.")
    return row


def _require_free(session: Session, name: str, own_key: str | None = None) -> None:
    """That no other role has the name, to a reader of any language. Raises Conflict `role_exists`."""
    rows = session.scalars(select(Role).with_for_update())  # all: nobody adds the same one meanwhile
    taken = {key_of(row.name) for row in rows if row.name is not None and row.key != own_key}
    if key_of(name) in taken | {key_of(one) for names in BUILT_IN_NAMES.values() for one in names}:
        raise Conflict("role_exists", "Já existe um perfil com este nome.", name=name.strip())


def _check_support(change: RoleChange) -> None:
    beyond = sorted(SUPPORT_NEVER.intersection(change.permissions or ()))
    if beyond:
        text = "O suporte da plataforma nunca administra pessoas nem perfis."
        raise Conflict("fixed_role", text, permissions=beyond)
    if change.requires_two_factor:
        raise Conflict("fixed_role", "O segundo fator do suporte é o da plataforma.")


def _checked(permissions: Iterable[str]) -> list[str]:
    unknown = sorted(set(permissions) - ALL)
    if unknown:
        raise InvalidInput("unknown_permission", "Uma das permissões não existe.", permissions=unknown)
    return sorted({SELF, *permissions})


def _new_key(name: str) -> str:
    """Readable in the database, and nobody else's."""
    word = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:20]
    return f"{word}_{uuid4().hex[:8]}".lstrip("_")


def _audited(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("name", "permissions", "requires_two_factor")}
