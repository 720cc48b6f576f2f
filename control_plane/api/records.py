"""The last comparison of Docker with the database."""

from typing import Any

from flask import jsonify

from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.records import InventorySchema
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """/inventory."""
    blueprint = area("records", "What is there")

    @endpoint(
        blueprint,
        "GET",
        "/inventory",
        access="inventory.read",
        answers=InventorySchema,
        refuses=[404],
    )
    def show_inventory() -> Any:
        """What differs between Docker and the database, as the runner last saw it."""
        return jsonify(services.facts.get("inventory"))

    return blueprint
