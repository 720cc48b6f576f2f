"""Support's way into a tenant's help desk: why and for how long, the link, and who was let in before."""

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, requires
from control_plane.errors import Conflict, InvalidInput
from control_plane.services.container import Services
from control_plane.services.support import may_end
from foundation.support_tickets import LONGEST_REASON, MINUTES, SHORTEST_REASON


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    def show_page(slug: str, reason: str, minutes: int, problems: dict[str, str]) -> str:
        return render_template(
            "panel/support.html",
            tenant=services.tenants.show(slug),
            accesses=services.support.list_all(slug),
            may_end=partial(may_end, current_actor()),
            reason=reason,
            minutes=minutes,
            choices=MINUTES,
            shortest=SHORTEST_REASON,
            longest=LONGEST_REASON,
            problems=problems,
        )

    @blueprint.get("/tenants/<slug>/support")
    @requires("tenants.read")
    def show_support(slug: str) -> ResponseReturnValue:
        """Who was let in; and the form, for whoever may."""
        return show_page(slug, "", MINUTES[0], {})

    @blueprint.post("/tenants/<slug>/support/<access_id>/end")
    @requires("tenants.support")
    def end_support(slug: str, access_id: str) -> ResponseReturnValue:
        """Has it ended; the page says when it was, or why it is not yet."""
        services.support.end(slug, access_id, current_actor())
        return redirect(url_for("panel.show_support", slug=slug), 303)

    @blueprint.post("/tenants/<slug>/support")
    @requires("tenants.support")
    def open_support(slug: str) -> ResponseReturnValue:
        """The link, this once; or the form again, with what is wrong."""
        reason, typed = request.form.get("reason", ""), request.form.get("minutes", "")
        minutes = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
        try:
            link, row = services.support.open(slug, reason, minutes, current_actor())
        except (InvalidInput, Conflict) as error:
            problems = error.details.get("fields") or {"": error.message}
            return show_page(slug, reason, minutes, problems), error.status
        return render_template(
            "panel/support_link.html", tenant=services.tenants.show(slug), link=link, row=row
        )
