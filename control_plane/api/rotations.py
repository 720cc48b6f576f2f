"""A tenant's credentials over HTTP: never a value."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, page, submitted
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.api.schemas.rotations import CredentialsSchema, RotationBody
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("credentials", "Credentials of a tenant, and their rotation")

    @endpoint(
        blueprint,
        "GET",
        "/tenants/<slug>/credentials",
        access="secrets.read",
        answers=CredentialsSchema,
    )
    def list_credentials(slug: str) -> dict[str, Any]:
        """Names, versions and ages."""
        return page(services.rotations.list_all(slug))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/rotations",
        access="secrets.rotate",
        body=RotationBody,
        needs_body=False,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def rotate_credentials(body: dict[str, Any], slug: str) -> Any:
        """Starts giving them new values, with nobody turned away; old ones are proven to be refused."""
        chosen = body.get("credentials") or []
        return submitted(*services.rotations.submit(slug, current_actor(), chosen, idempotency_key()))

    return blueprint
