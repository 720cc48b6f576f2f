"""Puts right at Meta what our own access can put right."""

import re
from collections.abc import Iterator

from control_plane.whatsapp.graph import Graph
from control_plane.whatsapp.seen import Item
from control_plane.whatsapp.telling import MENDABLE

_PIN = re.compile(r"[0-9]{6}")


def pin_problem(pin: str) -> str | None:
    """Why it is no PIN of a two-step verification, or None."""
    return None if _PIN.fullmatch(pin) else "The PIN has six digits."


def mend(graph: Graph, items: list[Item], callback: str, verify_token: str, pin: str) -> Iterator[str]:
    """Says each thing once it is done: registered, subscribed, callback_set.

    A number is registered only with a `pin`. The account is subscribed before the callback is set: Meta
    refuses an override otherwise (100). Raises Refused, NoAnswer.
    """
    found = {item.name for item in items if (item.name, item.code) in MENDABLE}
    if "registration" in found and pin:
        graph.register(pin)
        yield "registered"
    if "subscription" in found:
        graph.subscribe_app()
        yield "subscribed"
    if "callback" in found:
        graph.set_callback(callback, verify_token)
        yield "callback_set"
