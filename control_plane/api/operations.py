"""Operations over HTTP, and their progress as server-sent events."""

import json
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from flask import Response

from control_plane.access import current_actor, require
from control_plane.api.endpoint import area, endpoint, page
from control_plane.api.schemas.explanations import ExplanationSchema
from control_plane.api.schemas.operations import OperationSchema, OperationsPage, OperationsQuery, ResumeBody
from control_plane.services.container import Services
from control_plane.services.corrections import Correction
from control_plane.services.history import HistoryFilter


def make_blueprint(services: Services) -> Any:
    """Routes under /operations."""
    blueprint = area("operations", "What is being done to tenants, step by step")

    @endpoint(
        blueprint,
        "GET",
        "/operations",
        access="operations.read",
        query=OperationsQuery,
        answers=OperationsPage,
        refuses=[404],
    )
    def list_operations(query: dict[str, Any]) -> dict[str, Any]:
        """Newest first, of those that fit; none is ever removed."""
        names = ("tenant", "kind", "state", "since", "until")
        wanted = HistoryFilter(**{name: query[name] for name in names}, text=query["q"])
        rows = services.history.list_all(wanted, limit=query["limit"], before=query["cursor"])
        return page(rows, query["limit"])

    @endpoint(blueprint, "GET", "/operations/<id_>", access="operations.read", answers=OperationSchema)
    def show_operation(id_: str) -> dict[str, Any]:
        """One operation with its steps."""
        return services.operations.show(id_)

    @endpoint(
        blueprint,
        "GET",
        "/operations/<id_>/explanation",
        access="operations.read",
        answers=ExplanationSchema,
        refuses=[409],
    )
    def explain_operation(id_: str) -> dict[str, Any]:
        """Why it failed or waits, what that means for the tenant, what to do; 409 when nothing is wrong."""
        return services.explanations.show(id_)

    @endpoint(
        blueprint,
        "GET",
        "/operations/<id_>/events",
        access="operations.read",
        answers_text=["text/event-stream"],
    )
    def watch_operation(id_: str) -> Response:
        """text/event-stream: an `operation` event now and at each change; ends with a terminal state."""
        services.operations.show(id_)  # not found is an answer, not an event
        actor = current_actor()

        def is_welcome() -> bool:
            return services.accounts.may_still(actor, "operations.read")

        events = _as_events(takewhile(lambda _: is_welcome(), services.operations.watch(id_)))
        return Response(events, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})

    @endpoint(
        blueprint,
        "POST",
        "/operations/<id_>/cancel",
        access="operations.cancel",
        answers=OperationSchema,
        status=202,
    )
    def cancel_operation(id_: str) -> dict[str, Any]:
        """Stops an operation: at once while it is queued or waits, otherwise before its next step.

        What its steps did stays; it can be resumed like one that failed.
        """
        return services.operations.cancel(id_, current_actor())

    @endpoint(
        blueprint,
        "POST",
        "/operations/<id_>/resume",
        access="operations.resume",
        body=ResumeBody,
        needs_body=False,
        answers=OperationSchema,
        status=202,
    )
    def resume_operation(body: dict[str, Any], id_: str) -> dict[str, Any]:
        """Queues a failed operation again; what already holds is skipped.

        One that needed more to begin, like a restore or a deletion, needs as much to go on. A creation that
        failed because of a credential takes the right one here: what the body holds replaces what was given
        at first, once it was tried; for that, one needs more than to resume.
        """
        correction = Correction(**body["whatsapp"], fila_ia_key=body["fila_ia"].get("key", ""))
        if not correction.is_empty:
            require("credentials.correct")
        require(services.operations.resumed_with(id_))
        return services.corrections.resume(
            id_, correction, current_actor(), even_untried=body["even_untried"]
        )

    @endpoint(
        blueprint,
        "POST",
        "/operations/<id_>/undo",
        access="operations.undo",
        answers=OperationSchema,
        status=202,
    )
    def undo_operation(id_: str) -> dict[str, Any]:
        """Abandons a failed creation: takes back what its steps have made, last step first."""
        return services.operations.undo(id_, current_actor())

    return blueprint


def _as_events(changes: Iterator[dict[str, Any] | None]) -> Iterator[str]:
    """A comment keeps proxies and clients from giving up while nothing changes."""
    for change in changes:
        yield f"event: operation\ndata: {json.dumps(change)}\n\n" if change else ": still there\n\n"
