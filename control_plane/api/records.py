"""What the runner last wrote down of the platform itself."""

from typing import Any

from flask import jsonify

from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.records import CapacitySchema, InventorySchema, PlatformCopySchema
from control_plane.services.container import Services
from control_plane.services.platform_copy import FACT as PLATFORM_COPY


def make_blueprint(services: Services) -> Any:
    """/inventory, /platform/capacity and /platform/copy."""
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

    @endpoint(
        blueprint,
        "GET",
        "/platform/capacity",
        access="inventory.read",
        answers=CapacitySchema,
        refuses=[404],
    )
    def show_capacity() -> dict[str, Any]:
        """How much there is and is left, as the runner last saw it; 404 before its first look."""
        seen = services.facts.get("capacity")
        return {name: seen.get(name) for name in CapacitySchema().fields}

    @endpoint(
        blueprint,
        "GET",
        "/platform/copy",
        access="inventory.read",
        answers=PlatformCopySchema,
        refuses=[404],
    )
    def show_platform_copy() -> Any:
        """How the off-site copy of the platform's own database is; 404 before the first try.

        Also where no place off site is set: `offsite_unset`.
        """
        services.offsite.require_copies()
        return jsonify(services.facts.get(PLATFORM_COPY))

    return blueprint
