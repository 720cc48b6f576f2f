"""What there is: capacity and inventory as the runner last saw them, and the audit trail."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.errors import InvalidInput, NotFound
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
        before = request.args.get("before")
        if before is not None and not before.isdecimal():
            raise InvalidInput("bad_cursor", "There is no such page.")
        rows = services.audit.list_all(limit=_PAGE, before=int(before) if before else None)
        return render_template(
            "panel/audit.html", entries=rows, older=rows[-1]["id"] if len(rows) == _PAGE else None
        )


def fact_or_none(facts: Facts, name: str) -> dict[str, Any] | None:
    """None while the runner has not looked yet: a page says so, it is no error."""
    try:
        return facts.get(name)
    except NotFound:
        return None
