"""Changing a tenant: a form with what is so now, then the difference and what it restarts, then it goes."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.services.plan_limits import LIMITS
from control_plane.services.tenant_change import SECRETS
from control_plane.web.change_form import present_form, read_form, seal, unseal
from control_plane.web.connected import Connected, read_connected
from control_plane.web.page import new_form_key, sent_key, to_operation
from control_plane.web.tenant_form import TenantForm
from control_plane.web.tenant_plans import plan_choices


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_form(slug: str, form: TenantForm) -> str:
        return render_template(
            "panel/change.html",
            tenant=services.tenants.show(slug),
            form=form,
            plans=plan_choices(services),
            limits=LIMITS,
            given=services.plans.show(services.changes.show(slug)["plan"])["limits"],
        )

    def owner(slug: str) -> str:
        return f"{current_actor().operator_id}:{slug}"

    @blueprint.get("/tenants/<slug>/change")
    @requires("tenants.change")
    def show_change(slug: str) -> ResponseReturnValue:
        """The form, filled in with what is so now; `?connection=` with a number that was connected."""
        form = present_form(services.changes.show(slug))
        return show_form(slug, read_connected(services.signups, request.args).shown(form))

    @blueprint.post("/tenants/<slug>/change")
    @requires("tenants.change")
    def preview_change(slug: str) -> ResponseReturnValue:
        """What becomes different and what restarts, or the form again with what is wrong."""
        form, change = read_form(request.form)
        connected = read_connected(services.signups, request.form)
        form, change = connected.shown(form), connected.changed(change)
        try:
            preview = services.changes.preview(slug, change)
        except InvalidInput as error:
            problems = error.details.get("fields") or {"": error.message}
            return show_form(slug, replace(form, problems=problems)), error.status
        return render_template(
            "panel/change_preview.html",
            tenant=services.tenants.show(slug),
            preview=preview,
            secrets=SECRETS,
            sealed=seal(services.vault, change, owner(slug)),
            connection=connected,
            form_key=new_form_key(),
        )

    @blueprint.post("/tenants/<slug>/change/apply")
    @requires("tenants.change")
    def apply_change(slug: str) -> ResponseReturnValue:
        """Queues it and shows it, or the form again when something is in the way by now."""
        key = sent_key()
        try:
            change = unseal(services.vault, request.form.get("sealed", ""), owner(slug))
            operation, _ = services.changes.submit(
                slug, change, current_actor(), key, even_untried="even_untried" in request.form
            )
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"": error.message}
            form = present_form(services.changes.show(slug), problems)
            return show_form(slug, read_connected(services.signups, request.form).shown(form)), error.status
        Connected(request.form.get("connection", "")).note_used(services.signups, slug, current_actor())
        return to_operation(operation["id"])
