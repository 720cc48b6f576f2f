"""The audit trail, and the last comparison of Docker with the database."""

from typing import Any

from flask import jsonify

from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.records import AuditPage, AuditQuery, InventorySchema
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """/audit and /inventory."""
    blueprint = area("records", "What was done, and what is there")

    @endpoint(blueprint, "GET", "/audit", access="audit.read", query=AuditQuery, answers=AuditPage)
    def list_audit(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first."""
        rows = services.audit.list_all(tenant=query["tenant"], limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

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
