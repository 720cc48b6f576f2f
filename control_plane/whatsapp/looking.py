"""Asking Meta, one call after the other, until nobody answers."""

import time
from collections.abc import Callable
from typing import Any

from control_plane.whatsapp.graph import Graph, NoAnswer, Refused
from control_plane.whatsapp.seen import Seen

PATIENCE_SECONDS = 30.0
"""Meta may be slow at each call; a look as a whole ends."""


def look(graph: Graph, clock: Callable[[], float] = time.monotonic) -> Seen:
    """What Meta says now. Raises nothing: what cannot be had is None."""
    parts: dict[str, Any] = {}
    calls: dict[str, Callable[[], Any]] = {
        "number": graph.number,
        "token": graph.token,
        "proof": graph.prove_app_secret,
        "account": graph.account,
        "numbers": graph.numbers,
        "apps": graph.subscribed_apps,
        "route": graph.route,
    }
    limit = clock() + PATIENCE_SECONDS
    for name, call in calls.items():
        if clock() > limit:
            break
        try:
            answer = call()
        except Refused as refused:
            answer = refused
        except NoAnswer:
            break
        parts[name] = True if answer is None else answer
    return Seen(**parts)
