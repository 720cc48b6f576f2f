"""What tenants have used: a month at a glance, and as files."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.database import utc_now
from control_plane.errors import NotFound
from control_plane.services.container import Services
from control_plane.services.usage_export import USAGE_EXPORTS
from control_plane.services.usage_figures import cells
from control_plane.web.page import page_number

_PAGE = 50


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/usage")
    @requires("usage.read")
    def show_usage() -> ResponseReturnValue:
        """The month that is asked for, or this one; of one tenant, its days."""
        months = services.usage.months()
        month = request.args.get("month") or (months[0] if months else f"{utc_now():%Y-%m}")
        tenant = request.args.get("tenant", "").strip() or None
        number = page_number(request.args.get("page", ""))
        found = services.usage.page(month, tenant, limit=_PAGE, offset=(number - 1) * _PAGE)
        rows = [{**row, "totals": cells(row["totals"])} for row in found["data"]]
        days = [{**each, "figures": cells(each["figures"])} for row in rows for each in row["days"]]
        return render_template(
            "panel/usage.html",
            month=month,
            months=months if month in months else [month, *months],
            rows=rows,
            days=days if tenant else [],
            tenant=tenant,
            number=number,
            last=max(1, -(-found["total"] // _PAGE)),
        )

    @blueprint.get("/usage/export.<kind>")
    @requires("usage.read")
    def export_usage(kind: str) -> ResponseReturnValue:
        """The same as a file."""
        if kind not in USAGE_EXPORTS:
            raise NotFound("no_such_export", "There is no such page.")
        month, tenant = request.args.get("month", ""), request.args.get("tenant", "").strip() or None
        tenants, export = services.usage.every(month, tenant), USAGE_EXPORTS[kind]
        lines = export.lines(month, tenants, request.args.get("by") == "day")
        answer = Response(lines, mimetype=export.mimetype)
        answer.headers["Content-Disposition"] = f'attachment; filename="usage-{month}.{kind}"'
        return answer
