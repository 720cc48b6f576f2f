"""What tenants have used over HTTP."""

from typing import Any

from flask import Response

from control_plane.api.endpoint import area, endpoint, next_offset, offset_of
from control_plane.api.schemas.usage import StandingSchema, UsageExportQuery, UsagePageQuery, UsageSchema
from control_plane.services.container import Services
from control_plane.services.usage_export import USAGE_EXPORTS


def make_blueprint(services: Services) -> Any:
    """Routes under /usage, and where a tenant stands."""
    blueprint = area("usage", "What tenants have used, by month and day: numbers only")

    @endpoint(
        blueprint,
        "GET",
        "/usage",
        access="usage.read",
        query=UsagePageQuery,
        answers=UsageSchema,
        refuses=[404],
    )
    def show_usage(query: dict[str, Any]) -> dict[str, Any]:
        """A month, by tenant, a page at a time: totals and days, each once the tenant has closed it."""
        offset, limit = offset_of(query["cursor"]), query["limit"]
        found = services.usage.page(query["month"], query["tenant"], limit=limit, offset=offset)
        return {**found, "next_cursor": next_offset(offset, limit, found["total"])}

    @endpoint(blueprint, "GET", "/tenants/<slug>/standing", access="usage.read", answers=StandingSchema)
    def show_standing(slug: str) -> dict[str, Any]:
        """How much of its plan a tenant has used: warned from 80 %, limited from 100 %."""
        return services.standing.show(slug)

    @endpoint(
        blueprint,
        "GET",
        "/usage/export",
        access="usage.read",
        query=UsageExportQuery,
        answers_text=["text/csv"],
        refuses=[404],
    )
    def export_usage(query: dict[str, Any]) -> Response:
        """The same as CSV: a line for each tenant, or for each of its days."""
        month, export = query["month"], USAGE_EXPORTS["csv"]
        tenants = services.usage.every(month, query["tenant"])
        return Response(export.lines(month, tenants, query["by"] == "day"), mimetype=export.mimetype)

    return blueprint
