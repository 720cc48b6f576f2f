"""What there is: capacity and inventory as the runner last saw them, and the audit trail."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.errors import NotFound
from control_plane.services.container import Services
from control_plane.services.platform import Facts

_PAGE = 50


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/platform")
    @requires("inventory.read")
    def show_platform() -> ResponseReturnValue:
        """Capacity and inventory."""
        return render_template(
            "panel/platform.html",
            capacity=fact_or_none(services.facts, "capacity"),
            inventory=fact_or_none(services.facts, "inventory"),
        )

    @blueprint.get("/audit")
    @requires("audit.read")
    def list_audit() -> ResponseReturnValue:
        """Newest first."""
        tenant = request.args.get("tenant") or None
        rows = services.audit.list_all(tenant=tenant, limit=_PAGE, before=request.args.get("before"))
        older = rows[-1]["id"] if len(rows) == _PAGE else None
        return render_template("panel/audit.html", entries=rows, older=older, tenant=tenant)


def fact_or_none(facts: Facts, name: str) -> dict[str, Any] | None:
    """None while the runner has not looked yet: a page says so, it is no error."""
    try:
        return facts.get(name)
    except NotFound:
        return None
