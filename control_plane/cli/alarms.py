"""guiche alarm …"""

from typing import Any

import click

from control_plane.alarms.catalog import SEVERITIES
from control_plane.cli.commands import Context, signed_in


@click.group()
def alarm() -> None:
    """What is wrong now, why, and what to do."""


@alarm.command("list")
@click.option("--tenant", metavar="SLUG", help="Only this tenant's.")
@click.option("--severity", type=click.Choice(SEVERITIES))
@click.option("--state", type=click.Choice(("open", "cleared", "all")), default="open", show_default=True)
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@signed_in
def list_(context: Context, **wanted: Any) -> None:
    """The newest alarms."""
    answer = context.client.get("/alarms", **wanted)
    context.output.table(answer, ("id", "severity", "tenant", "reason", "next", "raised_at"))
