"""The two values of a credential while it is rotated: what the vault holds at each stage.

settled: one value counts → admitted: the next one counts too, and is not used yet → switched: the next one
is used, and the one before counts too → settled again. Whoever makes doors, files and services agree with the
vault (`Vault.accepted`) at every stage never turns anybody away.
"""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from control_plane.models import Credential, Operation
from control_plane.operations.states import LIVE
from control_plane.services.credentials import Vault, also_name, random_value

KIND = "rotate"
"""Of the operation."""
GENERATED = {
    "database_root_password": 32,
    "database_app_password": 32,
    "database_migrate_password": 32,
    "database_dump_password": 32,
    "redis_password": 32,
    "session_key": 64,
    "backup_password": 48,
    "whatsapp_verify_token": 32,
}
"""Those that we make ourselves, and can make anew without asking anybody, by length."""

SETTLED, ADMITTED, SWITCHED = "settled", "admitted", "switched"


def stage(session: Session, vault: Vault, tenant_id: str, name: str) -> str:
    """settled, admitted or switched."""
    also = vault.find(session, tenant_id, also_name(name))
    if also is None:
        return SETTLED
    return SWITCHED if also in vault.history(session, tenant_id, name)[1:] else ADMITTED


def left_half_way(session: Session, *of: ColumnElement[bool]) -> dict[str, list[str]]:
    """Of which credentials two values count while nobody is at work on them, by tenant; `of` narrows it."""
    names = {also_name(name): name for name in GENERATED}
    is_at_work = exists().where(
        Operation.tenant_id == Credential.tenant_id, Operation.kind == KIND, Operation.state.in_(LIVE)
    )
    query = select(Credential.tenant_id, Credential.name).where(Credential.name.in_(names), ~is_at_work, *of)
    found: dict[str, list[str]] = {}
    for tenant_id, name in session.execute(query.order_by(Credential.name).distinct()):
        found.setdefault(tenant_id, []).append(names[name])
    return found


def admit(session: Session, vault: Vault, tenant_id: str, name: str) -> None:
    """A new value counts too; one that is on its way already stays."""
    if stage(session, vault, tenant_id, name) == SETTLED:
        vault.put(session, tenant_id, also_name(name), random_value(GENERATED[name]))


def switch(session: Session, vault: Vault, tenant_id: str, name: str) -> None:
    """The admitted value is the one to use, the one before counts too."""
    if stage(session, vault, tenant_id, name) == ADMITTED:
        before = vault.get(session, tenant_id, name)
        vault.put(session, tenant_id, name, vault.get(session, tenant_id, also_name(name)))
        vault.forget(session, tenant_id, also_name(name))
        vault.put(session, tenant_id, also_name(name), before)


def retire(session: Session, vault: Vault, tenant_id: str, name: str) -> None:
    """The one before counts no more."""
    if stage(session, vault, tenant_id, name) == SWITCHED:
        vault.forget(session, tenant_id, also_name(name))
