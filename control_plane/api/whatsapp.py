"""WhatsApp credentials over HTTP: checked before there is a tenant, probed and mended afterwards."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.whatsapp import (
    HealthSchema,
    MendBody,
    MendedSchema,
    TestMessageBody,
    TestMessageSchema,
    WhatsappCheckBody,
    WhatsappCheckSchema,
)
from control_plane.api.signups import fill_in
from control_plane.services.container import Services
from control_plane.services.preflight import WhatsApp


def make_blueprint(services: Services) -> Any:
    """Routes under /whatsapp, and those of a tenant's connections."""
    blueprint = area("whatsapp", "WhatsApp numbers and the credentials of tenants: whether they hold")

    @endpoint(
        blueprint,
        "POST",
        "/whatsapp/checks",
        access="tenants.create",
        body=WhatsappCheckBody,
        answers=WhatsappCheckSchema,
        refuses=[404, 409],
    )
    def check_whatsapp(body: dict[str, Any]) -> dict[str, Any]:
        """Asks Meta about a number and its credentials. Nothing is kept, nothing changes at Meta.

        A connection stands for the credentials of its number: 409 `signup_not_ready`, `choose_number`.
        """
        fill_in(services, body)
        return services.whatsapp_checks.check(WhatsApp(**body))

    @endpoint(blueprint, "GET", "/tenants/<slug>/health", access="tenants.read", answers=HealthSchema)
    def show_health(slug: str) -> dict[str, Any]:
        """What the last look at Meta and FILA-IA saw; the runner looks once an hour."""
        return services.health.show(slug)

    @endpoint(blueprint, "POST", "/tenants/<slug>/probes", access="tenants.repair", answers=HealthSchema)
    def probe_tenant(slug: str) -> dict[str, Any]:
        """Asks Meta and FILA-IA now."""
        return services.health.probe(slug, current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/whatsapp/mend",
        access="tenants.repair",
        body=MendBody,
        needs_body=False,
        answers=MendedSchema,
    )
    def mend_whatsapp(body: dict[str, Any], slug: str) -> dict[str, Any]:
        """Subscribes the app, points the number's webhooks at the tenant, registers the number with its PIN:
        each only where it is amiss. 409 `meta_refused`, `meta_no_answer`."""
        return services.health.mend(slug, body["pin"], current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/tenants/<slug>/whatsapp/test-messages",
        access="tenants.change",
        body=TestMessageBody,
        answers=TestMessageSchema,
    )
    def send_test_message(body: dict[str, Any], slug: str) -> dict[str, Any]:
        """Sends a message from the tenant's number; the answer says that Meta took it, no more."""
        return services.health.send_test(
            slug, body["to"], body["template"], body["language"], current_actor()
        )

    return blueprint
