"""The canary: its runs stand on the platform's page (platform.py), and it is run from there."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.services.container import Services
from control_plane.web.page import sent_key, to_operation


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the view."""

    @blueprint.post("/platform/canary")
    @requires("tenants.create")
    def run_canary() -> ResponseReturnValue:
        """Queues a run and shows its creation."""
        key = sent_key()
        operation, _ = services.canaries.run(current_actor(), key)
        return to_operation(operation["id"])
