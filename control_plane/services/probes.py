"""The probes of one tenant's credentials: what they need, what they found, and what of it is kept.

Nothing here holds a transaction while it waits for somebody else's answer.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from control_plane.health_models import TenantProbe
from control_plane.models import Tenant
from control_plane.services.credentials import Vault
from control_plane.settings import Settings
from control_plane.whatsapp.fila_ia import probe_fila_ia
from control_plane.whatsapp.graph import Access, open_graph
from control_plane.whatsapp.judging import judge
from control_plane.whatsapp.looking import look
from control_plane.whatsapp.seen import Item

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""When nobody answered: that often passes."""
_FIRST = "reach"
"""The probe that every look has an answer to."""
_NO_ANSWER = "no_answer"
_NOT_TOLD = "not_told"


@dataclass(frozen=True)
class Subject:
    """What is tried of one tenant."""

    tenant_id: str
    access: Access
    callback: str
    fila_ia_url: str
    verify_token: str = field(repr=False)
    fila_ia_key: str = field(repr=False)


def read_subject(session: Session, vault: Vault, settings: Settings, tenant: Tenant) -> Subject:
    """Raises NotFound naming a credential that is missing, ControlPlaneError for one that does not open."""

    def secret(name: str) -> str:
        return vault.get(session, tenant.id, name)

    whatsapp = tenant.configuration.get("whatsapp", {})
    host = f"{tenant.slug}.{settings.base_domain}"
    return Subject(
        tenant_id=tenant.id,
        access=Access(
            phone_number_id=str(whatsapp.get("phone_number_id", "")),
            waba_id=str(whatsapp.get("waba_id", "")),
            token=secret("whatsapp_token"),
            app_secret=secret("whatsapp_app_secret"),
        ),
        callback=f"{settings.public_url(host)}/webhooks/whatsapp",
        verify_token=secret("whatsapp_verify_token"),
        fila_ia_url=str(tenant.configuration.get("fila_ia", {}).get("url", "")),
        fila_ia_key=secret("fila_ia_key"),
    )


def probe(settings: Settings, subject: Subject) -> list[Item]:
    """Asks Meta and FILA-IA now; takes seconds. Raises nothing."""
    with open_graph(settings, subject.access) as graph:
        seen = look(graph)
    items = judge(seen, subject.access.phone_number_id, subject.callback, time.time())
    return [*items, probe_fila_ia(subject.fila_ia_url, subject.fila_ia_key)]


def keep(session: Session, tenant_id: str, items: list[Item], now: datetime) -> list[TenantProbe]:
    """Makes the items the newest answers; returns all of the tenant's. What nobody told stays as it was
    known, with its older date."""
    known = {row.name: row for row in kept(session, tenant_id)}
    for item in items:
        row = known.get(item.name)
        if row is None:
            row = known[item.name] = TenantProbe(tenant_id=tenant_id, name=item.name, since=now)
            session.add(row)
        elif item.code == _NOT_TOLD:
            continue
        elif (row.state, row.code) != (item.state, item.code):
            row.since = now
        row.state, row.code, row.facts, row.checked_at = item.state, item.code, dict(item.facts), now
    session.flush()
    return list(known.values())


def kept(session: Session, tenant_id: str) -> list[TenantProbe]:
    """In no order."""
    return list(session.scalars(select(TenantProbe).where(TenantProbe.tenant_id == tenant_id)))


def due(now: datetime, most: int) -> Select[str]:
    """The ids of the active tenants whose turn it is, those that waited longest first."""
    last = and_(TenantProbe.tenant_id == Tenant.id, TenantProbe.name == _FIRST)
    other = aliased(TenantProbe)
    silent = exists().where(
        other.tenant_id == Tenant.id, other.code == _NO_ANSWER, other.checked_at <= now - AGAIN
    )
    is_due = or_(TenantProbe.checked_at.is_(None), TenantProbe.checked_at <= now - EVERY, silent)
    query = select(Tenant.id).outerjoin(TenantProbe, last).where(Tenant.lifecycle == "active", is_due)
    return query.order_by(TenantProbe.checked_at, Tenant.id).limit(most)
