"""What is wrong now over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.alarms import (
    STATES,
    AcknowledgeBody,
    AlarmPage,
    AlarmSchema,
    AlarmsQuery,
)
from control_plane.services.alarms import AlarmFilter
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """/alarms."""
    blueprint = area("alarms", "What is wrong now, why, and what to do")

    @endpoint(blueprint, "GET", "/alarms", access="alarms.read", query=AlarmsQuery, answers=AlarmPage)
    def list_alarms(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit."""
        wanted = AlarmFilter(
            query["tenant"], query["severity"], STATES[query["state"]], query["acknowledged"]
        )
        rows = services.alarms.list_all(wanted, limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

    @endpoint(
        blueprint,
        "POST",
        "/alarms/<int:id_>/acknowledge",
        access="alarms.acknowledge",
        body=AcknowledgeBody,
        needs_body=False,
        answers=AlarmSchema,
    )
    def acknowledge_alarm(body: dict[str, Any], id_: int) -> dict[str, Any]:
        """Says that one is on it, so that it is neither counted nor mailed any more unless it becomes graver.

        409 `alarm_over` for one that is over.
        """
        return services.alarms.acknowledge(id_, body["note"], current_actor())

    @endpoint(
        blueprint,
        "DELETE",
        "/alarms/<int:id_>/acknowledge",
        access="alarms.acknowledge",
        answers=AlarmSchema,
    )
    def take_alarm_back(id_: int) -> dict[str, Any]:
        """Says that nobody is on it, whoever was."""
        return services.alarms.take_back(id_, current_actor())

    return blueprint
