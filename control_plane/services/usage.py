"""What tenants have used: each day stored once, months for whoever bills them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, utc_now
from control_plane.errors import InvalidInput
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import CREATIONS
from control_plane.services.events_out import emit
from control_plane.services.plan_limits import plan_of
from control_plane.services.tenants import find_tenant
from control_plane.services.usage_figures import AiPrices, add_up, read_figures
from control_plane.usage_models import TenantUsage

SETTLED_AFTER = timedelta(hours=3, minutes=10)
"""A tenant closes a day three hours after its end, and looks every five minutes (appliance/usage)."""

_AT_ONCE = 200
_Tenant = Row[str, str, str]
"""Id, slug, lifecycle."""


def next_day(session: Session, tenant: Tenant) -> date:
    """The first day of a tenant that has not been fetched whole."""
    whole = (TenantUsage.tenant_id == tenant.id, TenantUsage.is_partial.is_(False))
    last = session.scalar(select(func.max(TenantUsage.day)).where(*whole))
    return last + timedelta(days=1) if last else tenant.created_at.astimezone(zone_of(tenant)).date()


def came_up(session: Session, tenant: Tenant) -> date | None:
    """The day on which it was last created or brought back: nobody could ask it before."""
    query = select(func.max(Operation.finished_at)).where(
        Operation.tenant_id == tenant.id,
        Operation.kind.in_(("resume", *CREATIONS)),
        Operation.state == "succeeded",
    )
    moment = session.scalar(query)
    return moment.astimezone(zone_of(tenant)).date() if moment else None


def last_settled(tenant: Tenant, now: datetime) -> date:
    """The newest day that a tenant will have closed by now."""
    return (now - SETTLED_AFTER).astimezone(zone_of(tenant)).date() - timedelta(days=1)


def zone_of(tenant: Tenant) -> ZoneInfo:
    """The one that its days are of."""
    return ZoneInfo(tenant.configuration["timezone"])


def store(
    session: Session,
    tenant: Tenant,
    day: date,
    sent: Mapping[str, Any],
    prices: AiPrices,
    *,
    is_partial: bool = False,
) -> bool:
    """Keeps a day as the tenant closed it, and tells it; False when it is kept already.

    `is_partial`: the day is not over; it gives way to the same day when that is.
    Raises ValueError or TypeError for what is no figure.
    """
    row = session.get(TenantUsage, (tenant.id, day))
    if row is not None and not row.is_partial:
        return False
    figures = read_figures(sent, prices)
    if row is None:
        row = TenantUsage(tenant_id=tenant.id, day=day)
        session.add(row)
    row.plan, row.figures, row.is_partial = plan_of(tenant.configuration), figures, is_partial
    row.collected_at = utc_now()
    emit(
        session,
        "usage.day",
        tenant,
        {"day": day.isoformat(), "figures": figures, "is_partial": is_partial},
    )
    return True


class Usage:
    """For the panel, the API and the command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def page(
        self, month: str, tenant: str | None = None, *, limit: int = 50, offset: int = 0
    ) -> dict[str, Any]:
        """{"month", "data", "total"} of `month` ("2026-11"): tenants by slug, archived and deleted ones too,
        each with its plan, totals and days; `total`: how many there are on all pages.

        Raises InvalidInput, NotFound.
        """
        with reading(self._sessions) as session:
            used = _who_used(session, month, tenant)
            total = session.scalar(select(func.count()).select_from(used.subquery())) or 0
            tenants = session.execute(used.limit(limit).offset(offset)).all()
            return {"month": month, "data": _months_of(session, month, tenants), "total": total}

    def every(self, month: str, tenant: str | None = None) -> Iterator[dict[str, Any]]:
        """The same of all, for a file: read as it is asked for, so many at a time.

        Raises InvalidInput, NotFound: at once.
        """
        with reading(self._sessions) as session:
            tenants = session.execute(_who_used(session, month, tenant)).all()
        return self._read(month, tenants)

    def _read(self, month: str, tenants: Sequence[_Tenant]) -> Iterator[dict[str, Any]]:
        for first in range(0, len(tenants), _AT_ONCE):
            with reading(self._sessions) as session:
                found = _months_of(session, month, tenants[first : first + _AT_ONCE])
            yield from found

    def months(self) -> list[str]:
        """Those that there is anything of, newest first."""
        with reading(self._sessions) as session:
            first, last = session.execute(select(func.min(TenantUsage.day), func.max(TenantUsage.day))).one()
        found = []
        while first is not None and last >= first.replace(day=1):
            found.append(f"{last:%Y-%m}")
            last = last.replace(day=1) - timedelta(days=1)
        return found


def month_bounds(month: str) -> tuple[date, date]:
    """Its first day, and that of the month after. Raises InvalidInput."""
    try:
        first = datetime.strptime(f"{month}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        return first, (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError) as error:  # after December 9999 there is no day
        problem = f"“{month}” is no month: write it as 2026-11."
        raise InvalidInput("bad_month", problem, fields={"month": problem}) from error


def _who_used(session: Session, month: str, slug: str | None) -> Select[str, str, str]:
    """Id, slug and lifecycle of those that have a day in that month, or of the one that is asked for."""
    first, after = month_bounds(month)
    day = (TenantUsage.day >= first, TenantUsage.day < after)
    has_any = select(TenantUsage.day).where(TenantUsage.tenant_id == Tenant.id, *day).exists()
    query = select(Tenant.id, Tenant.slug, Tenant.lifecycle).where(has_any)
    if slug is not None:
        query = query.where(Tenant.id == find_tenant(session, slug).id)
    return query.order_by(Tenant.slug, Tenant.id)


def _months_of(session: Session, month: str, tenants: Sequence[_Tenant]) -> list[dict[str, Any]]:
    first, after = month_bounds(month)
    used = TenantUsage
    rows = session.execute(
        select(used.tenant_id, used.day, used.plan, used.figures, used.is_partial)
        .where(used.tenant_id.in_([row.id for row in tenants]), used.day >= first, used.day < after)
        .order_by(used.tenant_id, used.day)
    )
    days = {id_: list(group) for id_, group in groupby(rows, key=lambda row: row.tenant_id)}
    return [_of_tenant(row, days[row.id]) for row in tenants if row.id in days]


def _of_tenant(tenant: _Tenant, days: Sequence[Row[Any]]) -> dict[str, Any]:
    return {
        "tenant": tenant.slug,
        "tenant_id": tenant.id,
        "lifecycle": tenant.lifecycle,
        "plan": days[-1].plan,
        "totals": add_up(row.figures for row in days),
        "days": [_of_day(row) for row in days],
    }


def _of_day(row: Row[Any]) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "plan": row.plan,
        "figures": row.figures,
        "is_partial": row.is_partial,
    }
