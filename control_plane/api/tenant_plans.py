"""Plans over HTTP."""

from typing import Any

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.tenant_plans import (
    ChangePlanBody,
    CreatePlanBody,
    TenantPlanSchema,
    TenantPlansPage,
)
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /plans."""
    blueprint = area("plans", "What tenants may take, and what is set aside for them")

    @endpoint(blueprint, "GET", "/plans", access="plans.read", answers=TenantPlansPage)
    def list_plans() -> dict[str, Any]:
        """By slug."""
        return page(services.plans.list_all())

    @endpoint(blueprint, "GET", "/plans/<slug>", access="plans.read", answers=TenantPlanSchema)
    def show_plan(slug: str) -> dict[str, Any]:
        """One plan, and who has it."""
        return services.plans.show(slug)

    @endpoint(
        blueprint,
        "POST",
        "/plans",
        access="plans.manage",
        body=CreatePlanBody,
        answers=TenantPlanSchema,
        refuses=[409],
        status=201,
    )
    def create_plan(body: dict[str, Any]) -> dict[str, Any]:
        """Another plan; nobody has it yet."""
        return services.plans.create(body["slug"], body["name"], body["limits"], current_actor())

    @endpoint(
        blueprint,
        "PATCH",
        "/plans/<slug>",
        access="plans.manage",
        body=ChangePlanBody,
        answers=TenantPlanSchema,
    )
    def change_plan(body: dict[str, Any], slug: str) -> dict[str, Any]:
        """Changes a plan: memory and CPU reach its tenants with their next deployment."""
        return services.plans.change(slug, body.get("name"), body["limits"], current_actor())

    return blueprint
