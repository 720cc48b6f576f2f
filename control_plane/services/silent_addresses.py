"""Addresses of clients' own under which their help desk does not answer, though it does under the platform's.

Where a name leads, and its certificate, is `domains`' affair: here it is asked of the edge directly.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, transaction
from control_plane.models import Alarm, Hostname, Operation, Tenant
from control_plane.operations.states import LIVE
from control_plane.services import alarms

_CODE = "address_silent"
_MOST_NAMED = 5


@dataclass(frozen=True)
class Address:
    tenant_id: str
    name: str
    own: str
    """The platform's for the same tenant."""


class SilentAddresses:
    """Raises `address_silent` per tenant, and clears it again."""

    def __init__(self, sessions: Sessions, base_domain: str) -> None:
        self._sessions = sessions
        self._base_domain = base_domain

    def to_ask(self) -> list[Address]:
        """All that the edge serves beside the platform's own, of tenants that no operation holds."""
        held = exists().where(Operation.tenant_id == Tenant.id, Operation.state.in_(LIVE))
        with reading(self._sessions) as session:
            found = session.execute(_clients(self._base_domain).where(~held)).all()
        return [Address(id_, name, f"{slug}.{self._base_domain}") for id_, slug, name in found]

    def note(self, problems: Mapping[str, Mapping[str, str]], well: Set[str]) -> None:
        """`problems`: how addresses fail to answer, by tenant and name; `well`: tenants all of whose answer.

        Who is in neither stays as they are, unless they have no such address any more.
        """
        with reading(self._sessions) as session:
            alarmed = _alarmed(session)
            there = {row[0] for row in session.execute(_clients(self._base_domain))} if alarmed else set()
        over = {tenant_id for tenant_id in alarmed if tenant_id in well or tenant_id not in there}
        if not problems and not over:
            return
        with transaction(self._sessions) as session:
            for tenant_id, found in problems.items():
                details = {"names": _listed(found), "problem": _listed(set(found.values()))}
                alarms.raise_(session, "address_silent", tenant_id=tenant_id, details=details)
            for tenant_id in over:
                alarms.clear(session, _CODE, tenant_id=tenant_id)


def _clients(base_domain: str) -> Select[str, str, str]:
    """(tenant's id, slug, name) of whatever is attached and not the platform's own name of that tenant."""
    return (
        select(Tenant.id, Tenant.slug, Hostname.name)
        .join(Hostname, Hostname.tenant_id == Tenant.id)
        .where(Tenant.lifecycle == "active", Tenant.closed_as.is_(None), Hostname.is_attached)
        .where(Hostname.name != Tenant.slug + f".{base_domain}")
        .order_by(Hostname.name)
    )


def _alarmed(session: Session) -> set[str]:
    query = select(Alarm.tenant_id).where(
        Alarm.code == _CODE, Alarm.cleared_at.is_(None), Alarm.tenant_id.is_not(None)
    )
    return {str(tenant_id) for tenant_id in session.scalars(query)}


def _listed(found: Collection[str]) -> str:
    named = sorted(found)
    return ", ".join(named[:_MOST_NAMED]) + (", …" if len(named) > _MOST_NAMED else "")
