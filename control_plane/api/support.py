"""Support's way into tenants, over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.support import (
    OpenedSupportSchema,
    SupportAccessesPage,
    SupportAccessSchema,
    SupportBody,
)
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("support", "Entering a tenant's help desk, for a reason and for a while")

    @endpoint(
        blueprint,
        "GET",
        "/tenants/<slug>/support-accesses",
        access="tenants.read",
        answers=SupportAccessesPage,
    )
    def list_support_accesses(slug: str) -> dict[str, Any]:
        """Who was let in, why and until when: the newest hundred."""
        return page(services.support.list_all(slug))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/support-accesses",
        access="tenants.support",
        body=SupportBody,
        answers=OpenedSupportSchema,
        status=201,
    )
    def open_support_access(body: dict[str, Any], slug: str) -> dict[str, Any]:
        """A link into the help desk; its admins see who, why and until when, and may end it.

        409 `tenant_not_serving` unless it is active.
        """
        link, row = services.support.open(slug, body["reason"], body["minutes"], current_actor())
        return {**row, "link": link}

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/support-accesses/<access_id>/end",
        access="tenants.support",
        answers=SupportAccessSchema,
    )
    def end_support_access(slug: str, access_id: str) -> dict[str, Any]:
        """Has the help desk end it now, for whoever opened it or an owner; `ended_at` says when it did.

        It is tried until the access ends by itself. 409 `support_access_over`.
        """
        return services.support.end(slug, access_id, current_actor())

    return blueprint
