"""guiche canary …"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in, submit_options


@click.group()
def canary() -> None:
    """A tenant of the platform's own: created, used and deleted, to see that all of that works."""


@canary.command("run")
@submit_options
@signed_in
def run(context: Context, wait: bool) -> None:
    """Run it now."""
    operation = context.submit("/canary/runs")["operation"]
    ended = context.submitted(operation, wait)
    if wait:
        if deletion := _run_of(context, operation["id"])["deletion"]:
            context.submitted(context.client.get(path_to("operations", deletion)), wait)
        ended = _run_of(context, operation["id"])
        context.output.line(f"The canary worked: {_line(ended)}")
    if context.output.as_json:
        context.output.document(ended)


@canary.command("show")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@signed_in
def show(context: Context, limit: int) -> None:
    """Its last runs, in seconds by part, and where one failed."""
    answer = context.client.get("/canary", limit=str(limit))
    if context.output.as_json:
        context.output.document(answer)
        return
    hour = answer["hour"]
    context.output.line("Only run by hand." if hour is None else f"Every day at {hour}:00 UTC.")
    columns = ("started_at", "state", "create", "use", "back_up", "delete", "seconds", "failed", "operation")
    context.output.table({"data": [_row(run) for run in answer["runs"]]}, columns)


def _run_of(context: Context, id_: str) -> dict[str, Any]:
    runs: list[dict[str, Any]] = context.client.get("/canary", limit="200")["runs"]
    return next(run for run in runs if run["id"] == id_)


def _row(run: dict[str, Any]) -> dict[str, Any]:
    parts = {part["name"]: part["seconds"] for part in run["parts"]}
    return {**run, **parts, "failed": (run["failure"] or {}).get("step")}


def _line(run: dict[str, Any]) -> str:
    return ", ".join(f"{part['name'].replace('_', ' ')} {part['seconds']} s" for part in run["parts"])
