"""The audit trail over HTTP: looked through, taken along, verified."""

from typing import Any

from flask import Response

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.audit import (
    AuditExportQuery,
    AuditPage,
    AuditQuery,
    VerificationSchema,
    VerifyBody,
)
from control_plane.services.audit import AuditFilter
from control_plane.services.audit_export import EXPORTS
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /audit."""
    blueprint = area("audit", "Who did what, when and from where")

    @endpoint(blueprint, "GET", "/audit", access="audit.read", query=AuditQuery, answers=AuditPage)
    def list_audit(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit; none is ever changed or removed."""
        rows = services.audit.list_all(_filter(query), limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

    @endpoint(
        blueprint,
        "GET",
        "/audit/export",
        access="audit.read",
        query=AuditExportQuery,
        answers_text=[export.mimetype for export in EXPORTS.values()],
    )
    def export_audit(query: dict[str, Any]) -> Response:
        """All of those that fit, oldest first: as CSV, or a JSON document a line."""
        export = EXPORTS[query["format"]]
        entries = services.audit.export(_filter(query), current_actor())
        return Response(export.lines(entries), mimetype=export.mimetype)

    @endpoint(
        blueprint,
        "POST",
        "/audit/verify",
        access="audit.verify",
        body=VerifyBody,
        needs_body=False,
        answers=VerificationSchema,
    )
    def verify_audit(body: dict[str, Any]) -> dict[str, Any]:
        """Walks all of it. Keep `head` somewhere else, and give it as `expect` the next time."""
        return services.audit_verification.verify(current_actor(), body["expect"])

    return blueprint


def _filter(query: dict[str, Any]) -> AuditFilter:
    names = ("actor", "action", "tenant", "since", "until")
    return AuditFilter(**{name: query[name] for name in names}, text=query["q"])
