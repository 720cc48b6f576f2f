"""What was seen of one tenant over HTTP, and its services' logs as server-sent events."""

import json
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from flask import Response

from control_plane.access import current_actor
from control_plane.api.endpoint import area, endpoint
from control_plane.api.schemas.observations import ObservationSchema
from control_plane.services.container import Services


def make_blueprint(services: Services) -> Any:
    """Routes under /tenants/<slug>."""
    blueprint = area("observations", "What the runner sees of tenants")

    @endpoint(
        blueprint, "GET", "/tenants/<slug>/observation", access="tenants.read", answers=ObservationSchema
    )
    def show_observation(slug: str) -> dict[str, Any]:
        """The last look, and the curves of a day and of 90 days."""
        return {"seen": services.observations.show(slug), **services.observations.curves(slug)}

    @endpoint(
        blueprint,
        "GET",
        "/tenants/<slug>/logs/<service>/events",
        access="tenants.logs",
        answers_text=["text/event-stream"],
        refuses=[429],
    )
    def watch_log(slug: str, service: str) -> Response:
        """text/event-stream: `lines` events, each a JSON list of new lines without the tenant's secrets.

        The first has what there is; it ends after a quarter of an hour, to be asked for anew.
        """
        services.logs.ask(slug, service)  # a refusal is an answer, not an event
        actor = current_actor()
        batches = takewhile(
            lambda _: services.accounts.may_still(actor, "tenants.logs"), services.logs.watch(slug, service)
        )
        return Response(
            _as_events(batches), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    return blueprint


def _as_events(batches: Iterator[list[str] | None]) -> Iterator[str]:
    for lines in batches:
        yield ": still there\n\n" if lines is None else f"event: lines\ndata: {json.dumps(lines)}\n\n"
