"""What is wrong now, why, and what to do."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.alarms.catalog import SEVERITIES
from control_plane.services.alarms import AlarmFilter
from control_plane.services.container import Services
from control_plane.web.page import page_language

_PAGE = 50
_STATES = {"": True, "cleared": False}
_LARGEST_ID = 2**31 - 1


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the view."""

    @blueprint.get("/alarms")
    @requires("alarms.read")
    def list_alarms() -> ResponseReturnValue:
        """Newest first, of those that are looked for; the open ones unless asked otherwise."""
        wanted = {name: request.args.get(name, "").strip() for name in ("tenant", "severity", "state")}
        sought = {name: value for name, value in wanted.items() if value}
        before = request.args.get("before", type=int)
        rows = services.alarms.list_all(
            AlarmFilter(sought.get("tenant"), sought.get("severity"), _STATES.get(wanted["state"], True)),
            limit=_PAGE,
            before=max(0, min(before, _LARGEST_ID)) if before is not None else None,
            language=page_language().code,
        )
        return render_template(
            "panel/alarms.html",
            alarms=rows,
            older=rows[-1]["id"] if len(rows) == _PAGE else None,
            wanted=wanted,
            sought=sought,
            severities=SEVERITIES,
        )
