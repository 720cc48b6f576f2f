"""A tenant's brand: what was set from here, and the form that changes it."""

from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.web.brand_form import BrandForm, read_form
from control_plane.web.page import idempotency_key, new_form_key, to_operation


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(slug: str, form: BrandForm, key: str) -> str:
        return render_template(
            "panel/brand.html",
            tenant=services.tenants.show(slug),
            brand=services.brands.show(slug),
            form=form,
            form_key=key,
        )

    @blueprint.get("/tenants/<slug>/brand")
    @requires("tenants.brand")
    def show_brand(slug: str) -> ResponseReturnValue:
        """The empty form, beside what was last set from here."""
        return show_page(slug, BrandForm(), new_form_key())

    @blueprint.post("/tenants/<slug>/brand")
    @requires("tenants.brand")
    def change_brand(slug: str) -> ResponseReturnValue:
        """Starts the change and shows it, or shows the form again with what is wrong."""
        form, change = read_form(request.form, request.files)
        key = request.form.get("form_key", "")
        try:
            operation, _ = services.brands.submit(slug, change, current_actor(), idempotency_key(key))
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"": error.message}
            new_key = new_form_key() if isinstance(error, Conflict) else key
            return show_page(slug, replace(form, problems=problems), new_key), error.status
        return to_operation(operation["id"])

    @blueprint.get("/tenants/<slug>/brand/<name>")
    @requires("tenants.read")
    def show_picture(slug: str, name: str) -> ResponseReturnValue:
        """The logo or favicon last set from here, as it was given."""
        content, content_type = services.brands.picture(slug, name)
        return Response(content, mimetype=content_type)
