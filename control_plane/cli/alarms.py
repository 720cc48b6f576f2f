"""guiche alarm …"""

from typing import Any

import click

from control_plane.alarms.catalog import SEVERITIES
from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, list_options, signed_in
from control_plane.cli.completion import complete_slugs


@click.group()
def alarm() -> None:
    """What is wrong now, why, and what to do."""


@alarm.command("list")
@click.option("--tenant", metavar="SLUG", shell_complete=complete_slugs, help="Only this tenant's.")
@click.option("--severity", type=click.Choice(SEVERITIES))
@click.option("--state", type=click.Choice(("open", "cleared", "all")), default="open", show_default=True)
@click.option("--acknowledged/--unacknowledged", default=None, help="Only what somebody is on, or nobody.")
@list_options(50)
@signed_in
def list_(context: Context, **wanted: Any) -> None:
    """The newest alarms."""
    answer = context.rows("/alarms", **wanted)
    context.output.table(
        answer, ("id", "severity", "tenant", "reason", "next", "raised_at", "acknowledged_by", "note")
    )


@alarm.command("acknowledge")
@click.argument("alarm_id", type=int)
@click.option("--note", default="", help="For the other operators, such as what you are about to do.")
@signed_in
def acknowledge(context: Context, alarm_id: int, note: str) -> None:
    """Say that you are on it: it is neither counted nor mailed any more, unless it becomes graver."""
    answer = context.client.post(path_to("alarms", alarm_id, "acknowledge"), {"note": note})
    context.output.done(f"You are on it: {answer['reason']}", answer)


@alarm.command("take-back")
@click.argument("alarm_id", type=int)
@signed_in
def take_back(context: Context, alarm_id: int) -> None:
    """Say that nobody is on it any more: it counts again."""
    answer = context.client.delete(path_to("alarms", alarm_id, "acknowledge"))
    context.output.done(f"Nobody is on it: {answer['reason']}", answer)
