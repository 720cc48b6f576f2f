"""What there is: capacity and inventory as the runner last saw them."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from control_plane.access import requires
from control_plane.errors import NotFound
from control_plane.services.container import Services
from control_plane.services.platform import Facts


def install(blueprint: Blueprint, services: Services) -> None:
    """Adds the views."""

    @blueprint.get("/platform")
    @requires("inventory.read")
    def show_platform() -> ResponseReturnValue:
        """Capacity, inventory and the canary."""
        canary = services.canaries.show()
        return render_template(
            "panel/platform.html",
            capacity=fact_or_none(services.facts, "capacity"),
            set_aside=services.plans.set_aside(),
            inventory=fact_or_none(services.facts, "inventory"),
            canary=canary,
            canary_curve=[_seconds(run) for run in reversed(canary["runs"])],
            copy=fact_or_none(services.facts, "platform_copy"),
            has_offsite=services.offsite.is_set,
            has_app=bool(services.settings.meta_app_id),
        )


def _seconds(run: dict[str, Any]) -> int | None:
    """Of a run that succeeded; the curve breaks off where one did not."""
    return round(run["seconds"]) if run["state"] == "succeeded" else None


def fact_or_none(facts: Facts, name: str) -> dict[str, Any] | None:
    """None while the runner has not looked yet: a page says so, it is no error."""
    try:
        return facts.get(name)
    except NotFound:
        return None
