"""Tenants over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, idempotency_key, page, submitted
from control_plane.api.schemas.operations import SubmittedSchema
from control_plane.api.schemas.tenants import (
    CreateTenantBody,
    LoginsPage,
    SubmittedTenantSchema,
    TenantSchema,
)
from control_plane.api.signups import fill_in
from control_plane.services.container import Services
from control_plane.services.plan_limits import STANDARD_PLAN
from control_plane.services.preflight import Person, TenantRequest, WhatsApp


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants."""
    blueprint = area("tenants", "The platform's clients")

    @endpoint(
        blueprint,
        "POST",
        "/tenants",
        access="tenants.create",
        body=CreateTenantBody,
        answers=SubmittedTenantSchema,
        takes_key=True,
        refuses=[404, 409],
        status=202,
    )
    def create_tenant(body: dict[str, Any]) -> Any:
        """Starts the creation of a tenant; all problems are told at once, in details.fields.

        Then the credentials are tried at Meta and FILA-IA: 422 `connections_refused` for wrong ones, 409
        `connections_untried` where nobody answers.
        """
        connection = fill_in(services, body["whatsapp"])
        request = tenant_request(body, services.settings.fila_ia_url)
        operation, tenant, is_new = services.tenants.submit_create(
            request, current_actor(), idempotency_key(), even_untried=body["even_untried"]
        )
        if connection:
            services.signups.note_used(connection, request.slug, current_actor())
        location = {"Location": f"/api/v1/operations/{operation['id']}"}
        return {"operation": operation, "tenant": tenant}, 202 if is_new else 200, location

    @endpoint(blueprint, "GET", "/tenants/<slug>", access="tenants.read", answers=TenantSchema)
    def show_tenant(slug: str) -> dict[str, Any]:
        """One tenant."""
        return services.tenants.show(slug)

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/logins",
        access="logins.reveal",
        answers=LoginsPage,
        refuses=[409],
    )
    def reveal_logins(slug: str) -> dict[str, Any]:
        """The initial logins: shown this once.

        409 `logins_not_ready` until the tenant is active; 409 `logins_already_shown` ever after, with
        `revealed_by` and `revealed_at`.
        """
        return page(services.tenants.reveal_logins(slug, current_actor()))

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/repairs",
        access="tenants.repair",
        answers=SubmittedSchema,
        takes_key=True,
        status=202,
    )
    def repair_tenant(slug: str) -> Any:
        """Starts bringing what runs back to what was asked for; where all is well it changes nothing."""
        return submitted(*services.repairs.submit(slug, current_actor(), idempotency_key()))

    return blueprint


def tenant_request(body: dict[str, Any], default_fila_ia_url: str) -> TenantRequest:
    """A parsed `CreateTenantBody` as the services want it."""
    people = [
        Person(person.get("name", "").strip(), person.get("email", "").strip())
        for person in body["attendants"]
    ]
    admin, whatsapp, fila_ia = body["admin"], body["whatsapp"], body["fila_ia"]
    return TenantRequest(
        slug=body["slug"].strip(),
        name=body["name"].strip(),
        database=body["database"],
        locale=body["locale"],
        timezone=body["timezone"],
        hostnames=tuple(hostname.strip().lower() for hostname in body["hostnames"]),
        admin=Person(admin.get("name", "").strip(), admin.get("email", "").strip()),
        attendants=tuple(people),
        whatsapp=WhatsApp(
            phone_number_id=whatsapp.get("phone_number_id", ""),
            waba_id=whatsapp.get("waba_id", ""),
            token=whatsapp.get("token", ""),
            app_secret=whatsapp.get("app_secret", ""),
            display_phone_number=whatsapp.get("display_phone_number", ""),
            verify_token=whatsapp.get("verify_token", ""),
        ),
        fila_ia_url=(fila_ia.get("url") or default_fila_ia_url).rstrip("/"),
        fila_ia_key=fila_ia.get("key", ""),
        smoke_phone=body["smoke_phone"].lstrip("+"),
        from_backup=body["from_backup"].strip(),
        plan=body["plan"].strip() or STANDARD_PLAN,
    )
