"""What tenants have used: each day stored once, months for whoever bills them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.database import Sessions, reading, utc_now
from control_plane.errors import InvalidInput
from control_plane.models import Operation, Tenant
from control_plane.operations.catalog import CREATIONS
from control_plane.services.events_out import emit
from control_plane.services.plan_limits import plan_of
from control_plane.services.tenants import find_tenant
from control_plane.services.usage_figures import COLUMNS, AiPrices, add_up, cells, read_figures
from control_plane.usage_models import TenantUsage
from foundation.csv_lines import UTF8_MARK, csv_line

SETTLED_AFTER = timedelta(hours=3, minutes=10)
"""A tenant closes a day three hours after its end, and looks every five minutes (appliance/usage)."""


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

    def month(self, month: str, tenant: str | None = None) -> dict[str, Any]:
        """Of `month` ("2026-11") by slug, archived and deleted tenants too: plan, totals, days.

        Raises InvalidInput, NotFound.
        """
        first, after = month_bounds(month)
        query = select(TenantUsage).join(Tenant).where(TenantUsage.day >= first, TenantUsage.day < after)
        with reading(self._sessions) as session:
            if tenant is not None:
                query = query.where(TenantUsage.tenant_id == find_tenant(session, tenant).id)
            rows = session.scalars(query.order_by(Tenant.slug, TenantUsage.tenant_id, TenantUsage.day)).all()
            groups = [list(each) for _, each in groupby(rows, key=lambda row: row.tenant_id)]
            return {"month": month, "data": [_of_tenant(each) for each in groups]}

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
    except ValueError as error:
        problem = f"“{month}” is no month: write it as 2026-11."
        raise InvalidInput("bad_month", problem, fields={"month": problem}) from error
    return first, (first + timedelta(days=31)).replace(day=1)


def _of_tenant(rows: list[TenantUsage]) -> dict[str, Any]:
    tenant = rows[0].tenant
    return {
        "tenant": tenant.slug,
        "tenant_id": tenant.id,
        "lifecycle": tenant.lifecycle,
        "plan": rows[-1].plan,
        "totals": add_up(row.figures for row in rows),
        "days": [_of_day(row) for row in rows],
    }


def _of_day(row: TenantUsage) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "plan": row.plan,
        "figures": row.figures,
        "is_partial": row.is_partial,
    }


@dataclass(frozen=True)
class UsageExport:
    """One kind of file; its key in EXPORTS is also the end of its name."""

    mimetype: str
    lines: Callable[[Mapping[str, Any], bool], Iterator[str]]
    """Of a month, by day or not."""


def _as_csv(month: Mapping[str, Any], by_day: bool) -> Iterator[str]:
    own = ("day" if by_day else "month", "tenant", "tenant_id", "plan")
    yield UTF8_MARK + csv_line((*own, *([] if by_day else ["days"]), *COLUMNS))
    for row in month["data"]:
        for beginning, figures in _csv_rows(month["month"], row, by_day=by_day):
            values = cells(figures)
            yield csv_line((*beginning, *(values[name] for name in COLUMNS)))


def _csv_rows(month: str, row: Mapping[str, Any], *, by_day: bool) -> Iterable[tuple[list[Any], Any]]:
    about = [row["tenant"], row["tenant_id"]]
    if not by_day:
        return [([month, *about, row["plan"], len(row["days"])], row["totals"])]
    return [([each["day"], *about, each["plan"]], each["figures"]) for each in row["days"]]


def _as_json(month: Mapping[str, Any], by_day: bool) -> Iterator[str]:  # noqa: ARG001 - it has both
    yield json.dumps(month, ensure_ascii=False) + "\n"


USAGE_EXPORTS = {"csv": UsageExport("text/csv", _as_csv), "json": UsageExport("application/json", _as_json)}
