"""The hostnames of a tenant over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.domains import DomainSchema, DomainsPage
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>/domains."""
    blueprint = area("domains", "Where the hostnames of tenants lead, and their certificates")

    @endpoint(blueprint, "GET", "/tenants/<slug>/domains", access="tenants.read", answers=DomainsPage)
    def list_domains(slug: str) -> dict[str, Any]:
        """A tenant's hostnames as last seen, the platform's own first."""
        return page(services.domains.show(slug))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/domains/<name>/check",
        access="tenants.repair",
        answers=DomainSchema,
    )
    def check_domain(slug: str, name: str) -> dict[str, Any]:
        """Asks DNS where one leads, and the edge for its certificate, now."""
        return services.domains.check_of(slug, name, current_actor())

    return blueprint
