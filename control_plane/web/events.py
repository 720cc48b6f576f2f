"""What the operator's own systems are told: the addresses, and what became of each event."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.services.events_out import TYPES

_RECENT = 50


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(
        problems: dict[str, str] | None = None, url: str = "", types: list[str] | None = None
    ) -> str:
        return render_template(
            "panel/events.html",
            endpoints=services.event_endpoints.list_all(),
            deliveries=services.event_endpoints.deliveries(limit=_RECENT),
            types=TYPES,
            problems=problems or {},
            typed={"url": url, "types": types or []},
        )

    @blueprint.get("/events")
    @requires("events.read")
    def list_events() -> ResponseReturnValue:
        """Where events go, and the last of them."""
        return show_page()

    @blueprint.post("/events/endpoints")
    @requires("events.manage")
    def create_event_endpoint() -> ResponseReturnValue:
        """Shows the secret, this once, or the form again with what is wrong."""
        url, types = request.form.get("url", ""), request.form.getlist("types")
        try:
            secret, row = services.event_endpoints.create(url, types, current_actor())
        except (InvalidInput, Conflict) as error:
            problems: dict[str, Any] = error.details.get("fields") or {"url": error.message}
            return show_page(problems, url, types), error.status
        return render_template("panel/event_secret.html", secret=secret, row=row)

    @blueprint.post("/events/endpoints/<id_>/remove")
    @requires("events.manage")
    def remove_event_endpoint(id_: str) -> ResponseReturnValue:
        """Nothing more is sent there."""
        services.event_endpoints.remove(id_, current_actor())
        return redirect(url_for("panel.list_events"), 303)

    @blueprint.post("/events/endpoints/<id_>/ping")
    @requires("events.manage")
    def ping_event_endpoint(id_: str) -> ResponseReturnValue:
        """Sends it an event that says nothing."""
        services.event_endpoints.ping(id_, current_actor())
        return redirect(url_for("panel.list_events"), 303)

    @blueprint.post("/events/deliveries/<int:id_>/redeliver")
    @requires("events.manage")
    def redeliver_event(id_: int) -> ResponseReturnValue:
        """Sends it again."""
        services.event_endpoints.redeliver(id_, current_actor())
        return redirect(url_for("panel.list_events"), 303)
