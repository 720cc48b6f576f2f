"""guiche platform …"""

from typing import Any

import click

from control_plane.cli.commands import Context, signed_in
from control_plane.cli.values import NOTHING, heading, since, size

_SIZES = ("memory", "disk")
_COUNTS = ("inodes", "subnets", "bridge_ports", "published_ports")
_COLUMNS = ("resource", "used", "total", "left")


@click.group()
def platform() -> None:
    """The machine, or machines, that tenants run on."""


@platform.command("capacity")
@signed_in
def capacity(context: Context) -> None:
    """How much memory, disk, inodes, subnets and ports there are, and how much is left for more tenants."""
    found = context.client.get("/platform/capacity")
    if context.output.as_json:
        context.output.document(found)
        return
    context.output.table({"data": [_row(found, name) for name in (*_SIZES, *_COUNTS)]}, _COLUMNS)
    engine, cpus = found["engine_version"] or NOTHING, found["cpus"] or NOTHING
    context.output.line(f"Docker {engine}, {cpus} cores, seen {since(found['seen_at'])}.")


def _row(found: dict[str, Any], name: str) -> dict[str, str | None]:
    """Of memory what counts is what is set aside."""
    total, free = found[f"{name}_total"], found.get(f"{name}_free")
    used = found.get(f"{name}_reserved")
    if total is not None:
        free = total - used if used is not None else free
        used = total - free if free is not None else used
    write = size if name in _SIZES else "{:,}".format
    amounts = {"used": used, "total": total, "left": free}
    return {
        "resource": heading(name),
        **{label: None if amount is None else write(amount) for label, amount in amounts.items()},
    }
