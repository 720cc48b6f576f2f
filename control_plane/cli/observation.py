"""guiche tenant observation"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import slug_argument
from control_plane.cli.values import NOTHING, shown, since

_COLUMNS = ("service", "state", "since_at", "restarts", "memory_bytes", "cpu_milli", "image", "what")


@click.command("observation")
@slug_argument
@signed_in
def observation(context: Context, slug: str) -> None:
    """What was last seen of a tenant and of its services; --json has the curves of a day and 90 days too."""
    found = context.client.get(path_to("tenants", slug, "observation"))
    seen = found["seen"]
    if context.output.as_json:
        context.output.document(found)
    elif seen is None:
        context.output.line("Nothing was seen of it: nobody has looked yet, or people are not let in.")
    else:
        context.output.card(found, _lines(seen))
        context.output.table({"data": [_row(each) for each in seen["services"]]}, _COLUMNS)


def _lines(seen: dict[str, Any]) -> dict[str, str]:
    latency = seen["latency_ms"]
    return {
        "health": f"{seen['health']}: {seen['reason']}" if seen["reason"] else seen["health"],
        "so since": since(seen["since"]),
        "seen": since(seen["seen_at"]),
        "answered in": NOTHING if latency is None else f"{latency} ms",
        "version": shown("version", seen["version"]),
        "memory": f"{shown('bytes', seen['memory_bytes'])} of {shown('bytes', seen['memory_limit'])}",
        "cores": shown("cpu_milli", seen["cpu_milli"]),
        "disk": shown("bytes", seen["disk_bytes"]),
        "messages today": shown("", seen["messages_today"]),
        "AI answers today": shown("", seen["ai_today"]),
        "measured": since(seen["measured_at"]),
    }


def _row(service: dict[str, Any]) -> dict[str, Any]:
    return {**service, "service": service["name"], "since_at": service["since"], "what": service["message"]}
