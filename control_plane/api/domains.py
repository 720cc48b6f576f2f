"""The hostnames of a tenant over HTTP, and what was tried when it did not answer there."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.domains import DomainSchema, DomainsPage, HealingsPage
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

    @endpoint(blueprint, "GET", "/tenants/<slug>/healings", access="tenants.read", answers=HealingsPage)
    def list_healings(slug: str) -> dict[str, Any]:
        """What the platform tried by itself when the tenant did not answer, newest first."""
        return page(services.healings.list_all(slug))

    return blueprint
