"""What tenants have used over HTTP."""

from typing import Any

from flask import Response

from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.usage import StandingSchema, UsageExportQuery, UsageQuery, UsageSchema
from control_plane.services.container import Services
from control_plane.services.usage import USAGE_EXPORTS


def make_blueprint(services: Services) -> Any:
    """Routes under /usage, and where a tenant stands."""
    blueprint = area("usage", "What tenants have used, by month and day: numbers only")

    @endpoint(
        blueprint, "GET", "/usage", access="usage.read", query=UsageQuery, answers=UsageSchema, refuses=[404]
    )
    def show_usage(query: dict[str, Any]) -> dict[str, Any]:
        """A month, by tenant: totals and days. A day is there once the tenant has closed it."""
        return services.usage.month(query["month"], query["tenant"])

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
        month = services.usage.month(query["month"], query["tenant"])
        export = USAGE_EXPORTS["csv"]
        return Response(export.lines(month, query["by"] == "day"), mimetype=export.mimetype)

    return blueprint
