"""Changes of created tenants over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, submitted
from control_plane.api.schemas.changes import ChangeBody, ChangePreviewSchema, RevertBody
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.api.signups import fill_in
from control_plane.services.container import Services
from control_plane.services.tenant_change import SECRETS, TenantChange

_SECTIONS = ("whatsapp", "fila_ia", "limits")


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>, and the way back under /operations."""
    blueprint = area("changes", "Changing a tenant that exists")

    @endpoint(
        blueprint,
        "PATCH",
        "/tenants/<slug>",
        access="tenants.change",
        body=ChangeBody,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def change_tenant(body: dict[str, Any], slug: str) -> Any:
        """Starts changing what the body names; what is so already is left alone.

        New credentials are tried first: 422 `connections_refused`, 409 `connections_untried`.
        """
        even_untried = body.pop("even_untried")
        connection = fill_in(services, body["whatsapp"])
        done = services.changes.submit(
            slug, tenant_change(body), current_actor(), idempotency_key(), even_untried=even_untried
        )
        if connection:
            services.signups.note_used(connection, slug, current_actor())
        return submitted(*done)

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/change-previews",
        access="tenants.change",
        body=ChangeBody,
        answers=ChangePreviewSchema,
    )
    def preview_change(body: dict[str, Any], slug: str) -> dict[str, Any]:
        """What such a change would make different, and which services it would restart; nothing is stored.

        New credentials are tried: 422 `connections_refused`; `untold` says who did not answer.
        """
        del body["even_untried"]
        fill_in(services, body["whatsapp"])
        return services.changes.preview(slug, tenant_change(body))

    @endpoint(
        blueprint,
        "POST",
        "/operations/<id_>/revert",
        access="tenants.change",
        body=RevertBody,
        needs_body=False,
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def revert_change(body: dict[str, Any], id_: str) -> Any:
        """Starts the change that takes this one back, secrets included, if those of then still work."""
        done = services.changes.submit_revert(
            id_, current_actor(), idempotency_key(), even_untried=body["even_untried"]
        )
        return submitted(*done)

    return blueprint


def tenant_change(body: dict[str, Any]) -> TenantChange:
    """A parsed `ChangeBody` as the services want it; an empty secret stays as it is."""
    flat = {name: value for name, value in body.items() if name not in _SECTIONS}
    for section in _SECTIONS:
        flat |= {f"{section}.{name}": value for name, value in body[section].items()}
    secrets = {name: flat.pop(name) for name in SECRETS if name in flat}
    return TenantChange(flat, {name: value.strip() for name, value in secrets.items() if value.strip()})
