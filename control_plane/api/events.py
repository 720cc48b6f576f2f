"""Events for the operator's own systems over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.events import (
    EventDeliveriesPage,
    EventDeliveriesQuery,
    EventDeliverySchema,
    EventEndpointBody,
    EventEndpointsPage,
    NewEventEndpointSchema,
)
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /event-endpoints and /event-deliveries."""
    blueprint = area("events", "What your own systems are told, signed and until they have taken it")
    _add_endpoints(blueprint, services)
    _add_deliveries(blueprint, services)
    return blueprint


def _add_endpoints(blueprint: Any, services: Services) -> None:
    @endpoint(blueprint, "GET", "/event-endpoints", access="events.read", answers=EventEndpointsPage)
    def list_event_endpoints() -> dict[str, Any]:
        """Where events are sent."""
        return page(services.event_endpoints.list_all())

    @endpoint(
        blueprint,
        "POST",
        "/event-endpoints",
        access="events.manage",
        body=EventEndpointBody,
        answers=NewEventEndpointSchema,
        refuses=[409],
        status=201,
    )
    def create_event_endpoint(body: dict[str, Any]) -> dict[str, Any]:
        """Another address; the secret that signs what it is sent is in this answer alone."""
        secret, row = services.event_endpoints.create(body["url"], body["types"], current_actor())
        return {**row, "secret": secret}

    @endpoint(blueprint, "DELETE", "/event-endpoints/<id_>", access="events.manage", status=204)
    def remove_event_endpoint(id_: str) -> str:
        """Nothing more is sent there."""
        services.event_endpoints.remove(id_, current_actor())
        return ""

    @endpoint(blueprint, "POST", "/event-endpoints/<id_>/pings", access="events.manage", status=204)
    def ping_event_endpoint(id_: str) -> str:
        """Sends it an event that says nothing, to see that it arrives."""
        services.event_endpoints.ping(id_, current_actor())
        return ""


def _add_deliveries(blueprint: Any, services: Services) -> None:
    @endpoint(
        blueprint,
        "GET",
        "/event-deliveries",
        access="events.read",
        query=EventDeliveriesQuery,
        answers=EventDeliveriesPage,
    )
    def list_event_deliveries(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit."""
        rows = services.event_endpoints.deliveries(
            endpoint=query["endpoint"], state=query["state"], limit=query["limit"], before=query["cursor"]
        )
        return page(rows, query["limit"])

    @endpoint(
        blueprint,
        "POST",
        "/event-deliveries/<int:id_>/redeliver",
        access="events.manage",
        answers=EventDeliverySchema,
    )
    def redeliver_event(id_: int) -> dict[str, Any]:
        """Sends the same event there again."""
        return services.event_endpoints.redeliver(id_, current_actor())
