"""What is wrong now over HTTP."""

from typing import Any

from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.alarms import STATES, AlarmPage, AlarmsQuery
from control_plane.services.alarms import AlarmFilter
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """/alarms."""
    blueprint = area("alarms", "What is wrong now, why, and what to do")

    @endpoint(blueprint, "GET", "/alarms", access="alarms.read", query=AlarmsQuery, answers=AlarmPage)
    def list_alarms(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit."""
        wanted = AlarmFilter(query["tenant"], query["severity"], STATES[query["state"]])
        rows = services.alarms.list_all(wanted, limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

    return blueprint
