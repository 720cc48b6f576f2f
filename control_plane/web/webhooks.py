"""What came over the shared app callback: whose it is, and whether they have it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, may, requires
from control_plane.errors import Conflict, NotFound
from control_plane.services.app_webhooks import WebhookFilter
from control_plane.services.container import Services
from control_plane.services.webhook_routing import STATES
from control_plane.web.page import page_language

_PAGE = 50
_LARGEST_ID = 2**31 - 1


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(problem: str = "") -> str:
        wanted = {name: request.args.get(name, "").strip() for name in ("tenant", "state")}
        sought = {name: value for name, value in wanted.items() if value}
        before = request.args.get("before", type=int)
        rows = services.app_webhooks.list_all(
            WebhookFilter(sought.get("state"), sought.get("tenant")),
            limit=_PAGE,
            before=max(0, min(before, _LARGEST_ID)) if before is not None else None,
            language=page_language().code,
        )
        has_app = bool(services.settings.meta_app_id)
        return render_template(
            "panel/webhooks.html",
            webhooks=rows,
            older=rows[-1]["id"] if len(rows) == _PAGE else None,
            wanted=wanted,
            sought=sought,
            states=STATES,
            problem=problem,
            callback=services.app_webhooks.callback() if has_app and may("tenants.change") else None,
        )

    @blueprint.get("/webhooks")
    @requires("tenants.read")
    def list_webhooks() -> ResponseReturnValue:
        """Newest first, of those that are looked for."""
        return show_page()

    @blueprint.post("/webhooks/accounts/<waba_id>/give")
    @requires("tenants.change")
    def give_webhooks(waba_id: str) -> ResponseReturnValue:
        """To the tenant that was named, or says why not."""
        try:
            services.app_webhooks.give(waba_id, request.form.get("tenant", "").strip(), current_actor())
        except (NotFound, Conflict) as error:
            return show_page(error.message), error.status
        return redirect(url_for("panel.list_webhooks"), 303)

    @blueprint.post("/webhooks/<int:id_>/retry")
    @requires("tenants.change")
    def retry_webhook(id_: int) -> ResponseReturnValue:
        """Waits again."""
        try:
            services.app_webhooks.retry(id_, current_actor())
        except (NotFound, Conflict) as error:
            return show_page(error.message), error.status
        return redirect(url_for("panel.list_webhooks"), 303)
