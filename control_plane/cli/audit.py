"""guiche audit …"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from control_plane.cli.commands import MOMENT, Context, list_options, signed_in, with_offset
from control_plane.cli.completion import complete_slugs
from control_plane.cli.outcome import BadInput, OperationFailed
from control_plane.cli.values import heading, plain


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """What narrows the trail, as options. A DAY is 2026-11-22, or 2026-11-22T14:30:00."""
    for option in reversed(
        (
            click.option("--actor", metavar="EMAIL", help="Only what this one did."),
            click.option("--action", metavar="NAME", help="Only this, such as backup_submitted."),
            click.option(
                "--tenant",
                metavar="SLUG",
                shell_complete=complete_slugs,
                help="Only what was done to this tenant.",
            ),
            click.option(
                "--since", type=MOMENT, metavar="DAY", help="Then or later, in this machine's time."
            ),
            click.option("--until", type=MOMENT, metavar="DAY", help="Before then."),
            click.option("--search", "q", metavar="TEXT", help="In actors, actions, addresses, details."),
        )
    ):
        command = option(command)
    return command


@click.group()
def audit() -> None:
    """Who did what, when and from where."""


@audit.command("list")
@_filters
@list_options(20)
@signed_in
def list_(context: Context, **wanted: Any) -> None:
    """The newest entries that fit."""
    answer = context.rows("/audit", **_sent(**wanted))
    context.output.table(answer, ("id", "at", "actor", "action", "tenant", "remote_address"))


@audit.command("export")
@_filters
@click.option("--format", "kind", type=click.Choice(("csv", "jsonl")), default="csv", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
@signed_in
def export(context: Context, kind: str, output: Path | None, **wanted: Any) -> None:
    """All entries that fit, oldest first: as CSV, or a JSON document a line."""
    chunks = context.client.download("/audit/export", format=kind, **_sent(**wanted))
    if output is None:
        for chunk in chunks:
            sys.stdout.write(chunk)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(chunks)
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error}") from error
    context.output.done(f"Written to {output}", {"path": str(output)})


@audit.command("verify")
@click.option(
    "--expect", default="", metavar="COUNT:HASH", help="What an earlier check gave, kept elsewhere."
)
@signed_in
def verify(context: Context, expect: str) -> None:
    """Check that nothing was changed, removed, moved or cut off. Exit code 1 when something was.

    A trail whose end was cut off fits in itself: keep the COUNT:HASH that this prints on another machine, and
    give it as --expect the next time.
    """
    found = context.client.post("/audit/verify", {"expect": expect}, patience_seconds=600)
    if not found["is_sound"]:
        lines = [plain(problem["message"]) for problem in found["problems"]]
        more = found["problems_total"] - len(lines)
        raise OperationFailed("\n".join([*lines, *([f"… and {more} more."] if more else [])]), found)
    context.output.card(
        found,
        {heading(name): str(found[name]) for name in ("entries", "anchors")} | {"keep this": found["head"]},
    )


def _sent(since: datetime | None, until: datetime | None, **wanted: Any) -> dict[str, Any]:
    return {**wanted, "since": with_offset(since), "until": with_offset(until)}
