"""The canary over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, submitted
from control_plane.api.schemas.canary import CanaryQuery, CanarySchema
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """/canary."""
    blueprint = area(
        "canary", "A tenant of the platform's own, created, used and deleted to see that it works"
    )

    @endpoint(blueprint, "GET", "/canary", access="operations.read", query=CanaryQuery, answers=CanarySchema)
    def show_canary(query: dict[str, Any]) -> dict[str, Any]:
        """Its last runs: how long each part took, and where one failed."""
        return services.canaries.show(query["limit"])

    @endpoint(
        blueprint,
        "POST",
        "/canary/runs",
        access="tenants.create",
        answers=SubmittedSchema,
        takes_key=True,
        refuses=[409],
        status=202,
    )
    def run_canary() -> Any:
        """Runs it now; 409 `canary_running` while one is under way. The answer is its creation, on which its
        deletion follows by itself."""
        return submitted(*services.canaries.run(current_actor(), idempotency_key()))

    return blueprint
