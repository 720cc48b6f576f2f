"""All tenants over HTTP: found, and asked for the same thing."""

from typing import Any

from flask import Response, jsonify

from control_plane.access import current_actor, require
from control_plane.api.endpoint import area, endpoint, idempotency_key, next_offset, offset_of
from control_plane.api.schemas.fleet import BulkBody, BulkPlannedSchema, BulkSchema, FleetPage, FleetQuery
from control_plane.fleet_terms import BULK_ACTIONS
from control_plane.services.container import Services
from control_plane.services.fleet import FleetFilter


def make_blueprint(services: Services) -> Any:
    """Routes that are about many tenants."""
    blueprint = area("fleet", "All tenants at once")

    @endpoint(blueprint, "GET", "/tenants", access="tenants.read", query=FleetQuery, answers=FleetPage)
    def list_tenants(query: dict[str, Any]) -> dict[str, Any]:
        """Those that fit, a page at a time, with what was last seen of each."""
        wanted = FleetFilter(query["q"], query["health"], query["lifecycle"], query["version"])
        offset, limit = offset_of(query["cursor"]), query["limit"]
        found = services.fleet.page(wanted, sort=query["sort"], limit=limit, offset=offset)
        return {
            "data": found["rows"],
            "total": found["total"],
            "next_cursor": next_offset(offset, limit, found["total"]),
        }

    @endpoint(
        blueprint,
        "POST",
        "/tenants/bulk",
        access="tenants.bulk",
        body=BulkBody,
        answers=BulkSchema,
        takes_key=True,
        plans=BulkPlannedSchema,
        status=202,
    )
    def submit_bulk(body: dict[str, Any]) -> dict[str, Any] | Response:
        """Asks for an operation of each tenant; those that are refused are told with their reasons.

        An Idempotency-Key counts for each of them: sent again, nothing happens twice. Rehearsed, it says of
        whom it would ask, and who would be refused; the steps are told by the same asked of one tenant.
        """
        if permission := BULK_ACTIONS.get(body["action"]):
            require(permission)
        actor = current_actor()
        done = services.bulk.submit(body["action"], body["tenants"], actor, idempotency_key(), body["reason"])
        return jsonify({"plan": done}) if actor.is_rehearsing else done

    return blueprint
