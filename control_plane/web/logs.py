"""The log of one of a tenant's services, live."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.services.container import Services
from control_plane.services.logs import SERVICES


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the view."""

    @blueprint.get("/tenants/<slug>/logs")
    @requires("tenants.logs")
    def show_logs(slug: str) -> ResponseReturnValue:
        """What there is of it now; the page follows the API's event stream."""
        service = request.args.get("service", SERVICES[0])
        lines, _ = services.logs.ask(slug, service)
        return render_template(
            "panel/logs.html",
            tenant=services.tenants.show(slug),
            service=service,
            services=SERVICES,
            lines=lines,
        )
