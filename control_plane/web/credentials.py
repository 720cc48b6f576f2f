"""A tenant's credentials: what there is and how old, and the question before they are rotated."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.services.container import Services
from control_plane.web.page import sent_key, to_operation
from control_plane.web.plans import foresee


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/tenants/<slug>/credentials")
    @requires("secrets.read")
    def list_credentials(slug: str) -> ResponseReturnValue:
        """Names, versions and ages, never a value."""
        return render_template(
            "panel/credentials.html",
            tenant=services.tenants.show(slug),
            credentials=services.rotations.list_all(slug),
        )

    @blueprint.get("/tenants/<slug>/rotations")
    @requires("secrets.rotate")
    def confirm_rotation(slug: str) -> ResponseReturnValue:
        """Says what a rotation of `?name=` (given several times; none: of all) would do, and asks."""
        names = request.args.getlist("name")
        foreseen = foresee(lambda actor: services.rotations.submit(slug, actor, names))
        return render_template(
            "panel/rotate.html", tenant=services.tenants.show(slug), names=names, foreseen=foreseen
        )

    @blueprint.post("/tenants/<slug>/rotations")
    @requires("secrets.rotate")
    def rotate_credentials(slug: str) -> ResponseReturnValue:
        """Queues the rotation and shows it."""
        key = sent_key()
        operation, _ = services.rotations.submit(slug, current_actor(), request.form.getlist("name"), key)
        return to_operation(operation["id"])
