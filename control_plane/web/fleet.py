"""The list of all tenants, and what is asked for many of them at once."""

from dataclasses import asdict

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from control_plane.access import current_actor, may, require, requires
from control_plane.errors import InvalidInput
from control_plane.fleet_terms import BULK_ACTIONS, HEALTHS, LONGEST_SEARCH, SHOWN_LIFECYCLES, SORTS, UNSEEN
from control_plane.services.container import Services
from control_plane.services.fleet import FleetFilter
from control_plane.services.lifecycle import LONGEST_REASON
from control_plane.web.page import idempotency_key, new_form_key, page_number
from control_plane.web.platform import fact_or_none

_PAGE = 50
_NAMED = 12
"""So many names stand on the page that asks; the rest is a number."""
_FILTERS = ("q", "health", "lifecycle", "version")


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/tenants")
    @requires("tenants.read")
    def list_tenants() -> ResponseReturnValue:
        """A page of those that fit, and how much room is left for more."""
        wanted = services.fleet.meant(_wanted(request.args))
        number = page_number(request.args.get("page", ""))
        sort = request.args.get("sort", "")
        sort = sort if sort.removeprefix("-") in SORTS else "name"
        found = services.fleet.page(wanted, sort=sort, limit=_PAGE, offset=(number - 1) * _PAGE)
        chosen = _chosen(wanted)
        return render_template(
            "panel/tenants.html",
            tenants=found["rows"],
            total=found["total"],
            counts=found["counts"],
            number=number,
            last=max(1, -(-found["total"] // _PAGE)),
            chosen=chosen,
            kept={**{key: value for key, value in chosen.items() if value}, "sort": sort},
            sort=sort,
            sorts=SORTS,
            healths=(*HEALTHS, UNSEEN),
            lifecycles=SHOWN_LIFECYCLES,
            versions=services.fleet.versions(),
            actions=[action for action, permission in BULK_ACTIONS.items() if may(permission)],
            longest=LONGEST_SEARCH,
            capacity=fact_or_none(services.facts, "capacity"),
        )

    @blueprint.post("/tenants/bulk")
    @requires("tenants.bulk")
    def submit_bulk() -> ResponseReturnValue:
        """Says first what would be asked for and of how many; once that is confirmed, how it went."""
        action = request.form.get("action", "")
        if permission := BULK_ACTIONS.get(action):
            require(permission)
        everyone = "everyone" in request.form
        wanted = _wanted(request.form)
        slugs = services.fleet.slugs(wanted) if everyone else request.form.getlist("tenant")
        key = request.form.get("form_key") or new_form_key()
        problem = None
        if "confirmed" in request.form or not slugs or action not in BULK_ACTIONS:
            reason = request.form.get("reason", "")
            try:
                done = services.bulk.submit(action, slugs, current_actor(), idempotency_key(key), reason)
            except InvalidInput as error:
                problem = error
            else:
                return render_template("panel/bulk_done.html", done=done)
        return (
            render_template(
                "panel/bulk.html",
                action=action,
                slugs=slugs,
                named=slugs[:_NAMED],
                form_key=key,
                reason=request.form.get("reason", ""),
                longest_reason=LONGEST_REASON,
                problem=problem.message if problem else None,
            ),
            problem.status if problem else 200,
        )


def _wanted(given: dict[str, str]) -> FleetFilter:
    """What is not among the choices does not narrow anything."""
    health, lifecycle = given.get("health", ""), given.get("lifecycle", "")
    return FleetFilter(
        text=given.get("q", "").strip()[:LONGEST_SEARCH],
        health=health if health in (*HEALTHS, UNSEEN) else "",
        lifecycle=lifecycle if lifecycle in SHOWN_LIFECYCLES else "",
        version=given.get("version", "").strip()[:200],
    )


def _chosen(wanted: FleetFilter) -> dict[str, str]:
    """As the form's fields are called."""
    values = asdict(wanted)
    return {"q": values.pop("text"), **values}
