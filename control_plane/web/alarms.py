"""What is wrong now, why, and what to do."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.alarms.catalog import SEVERITIES
from control_plane.services.alarms import LONGEST_NOTE, AlarmFilter
from control_plane.services.container import Services
from control_plane.web.page import is_own_path, page_language

_PAGE = 50
_STATES = {
    "": AlarmFilter(is_open=True),
    "nobodys": AlarmFilter(is_open=True, is_acknowledged=False),
    "cleared": AlarmFilter(is_open=False),
}
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
            replace(
                _STATES.get(wanted["state"], _STATES[""]),
                tenant=sought.get("tenant"),
                severity=sought.get("severity"),
            ),
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
            longest_note=LONGEST_NOTE,
        )

    @blueprint.post("/alarms/<int:id_>/acknowledge")
    @requires("alarms.acknowledge")
    def acknowledge_alarm(id_: int) -> ResponseReturnValue:
        """One is on it."""
        services.alarms.acknowledge(id_, request.form.get("note", ""), current_actor())
        return _back(id_)

    @blueprint.post("/alarms/<int:id_>/take-back")
    @requires("alarms.acknowledge")
    def take_alarm_back(id_: int) -> ResponseReturnValue:
        """Nobody is on it."""
        services.alarms.take_back(id_, current_actor())
        return _back(id_)

    @blueprint.app_context_processor
    def _count() -> dict[str, Any]:
        """Asked by the frame of every page."""
        return {"count_alarms": services.alarms.count_open}


def _back(id_: int) -> ResponseReturnValue:
    """To the list as it was."""
    came_from = request.form.get("next", "")
    wanted = came_from if is_own_path(came_from) else url_for("panel.list_alarms")
    return redirect(f"{wanted}#alarm-{id_}", 303)
