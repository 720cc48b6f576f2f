"""What came over the shared app callback, over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.app_webhooks import (
    AppCallbackSchema,
    AppWebhookPage,
    AppWebhookSchema,
    AppWebhooksQuery,
    GivenWebhooksSchema,
    GiveWebhooksBody,
)
from control_plane.services.app_webhooks import WebhookFilter
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /app-webhooks."""
    blueprint = area("app-webhooks", "What Meta sends to the platform's own app, for tenants")

    @endpoint(
        blueprint,
        "GET",
        "/app-webhooks",
        access="tenants.read",
        query=AppWebhooksQuery,
        answers=AppWebhookPage,
    )
    def list_app_webhooks(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit; without their content."""
        wanted = WebhookFilter(query["state"], query["tenant"])
        rows = services.app_webhooks.list_all(wanted, limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

    @endpoint(
        blueprint,
        "GET",
        "/app-webhooks/callback",
        access="tenants.change",
        answers=AppCallbackSchema,
        refuses=[404],
    )
    def show_app_callback() -> dict[str, Any]:
        """What is entered in Meta's App Dashboard; 404 `no_app` where the platform has none."""
        return services.app_webhooks.callback()

    @endpoint(
        blueprint,
        "POST",
        "/app-webhooks/accounts/<waba_id>/give",
        access="tenants.change",
        body=GiveWebhooksBody,
        answers=GivenWebhooksSchema,
    )
    def give_app_webhooks(body: dict[str, Any], waba_id: str) -> dict[str, Any]:
        """Has what came for an account that no tenant has brought to this one."""
        return services.app_webhooks.give(waba_id, body["tenant"], current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/app-webhooks/<int:id_>/retry",
        access="tenants.change",
        answers=AppWebhookSchema,
    )
    def retry_app_webhook(id_: int) -> dict[str, Any]:
        """Has one that its tenant did not take delivered again."""
        return services.app_webhooks.retry(id_, current_actor())

    return blueprint
