"""The tenants' brands over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, submitted
from control_plane.api.schemas.brands import BrandBody, BrandSchema
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.services.brand_change import PICTURES, TEXTS, BrandChange
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("brands", "How tenants look: name, login text, colour, logo, icon")

    @endpoint(blueprint, "GET", "/tenants/<slug>/brand", access="tenants.read", answers=BrandSchema)
    def show_brand(slug: str) -> dict[str, Any]:
        """What was last set from here; the client's own admin may have changed it since."""
        return services.brands.show(slug)

    @endpoint(
        blueprint,
        "PATCH",
        "/tenants/<slug>/brand",
        access="tenants.brand",
        body=BrandBody,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def change_brand(body: dict[str, Any], slug: str) -> Any:
        """Starts setting what the body names; the rest stays, null goes back to as the help desk comes."""
        return submitted(
            *services.brands.submit(slug, brand_change(body), current_actor(), idempotency_key())
        )

    return blueprint


def brand_change(body: dict[str, Any]) -> BrandChange:
    """A parsed `BrandBody` as the services want it."""
    given = {name: value for name, value in body.items() if value is not None}
    return BrandChange(
        texts={name: given[name] for name in TEXTS if name in given},
        pictures={name: given[name] for name in PICTURES if name in given},
        resets=frozenset(body.keys() - given.keys()),
    )
