"""The canary: its runs stand on the platform's page (platform.py), and it is run from there."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.services.container import Services
from control_plane.web.page import idempotency_key


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the view."""

    @blueprint.post("/platform/canary")
    @requires("tenants.create")
    def run_canary() -> ResponseReturnValue:
        """Queues a run and shows its creation."""
        key = idempotency_key(request.form.get("form_key", ""))
        operation, _ = services.canaries.run(current_actor(), key)
        return redirect(url_for("panel.show_operation", id_=operation["id"]), 303)
