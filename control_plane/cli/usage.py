"""guiche usage …"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import complete_slugs, slug_argument
from control_plane.cli.outcome import BadInput

_MONTH = click.option("--month", required=True, metavar="YYYY-MM", help="Such as 2026-11.")
_TENANT = click.option("--tenant", metavar="SLUG", shell_complete=complete_slugs, help="Only of this tenant.")


@click.group()
def usage() -> None:
    """What tenants have used: messages, AI, storage, people."""


@usage.command("show")
@_MONTH
@_TENANT
@signed_in
def show(context: Context, **wanted: Any) -> None:
    """A month, a line for each tenant."""
    answer = context.rows("/usage", everything=True, **wanted)
    if context.output.as_json:
        context.output.document(answer)
        return
    rows = [
        {**row["totals"], **row, "messages_out": sum(row["totals"]["messages_out"].values())}
        for row in answer["data"]
    ]
    columns = ("tenant", "plan", "messages_in", "messages_out", "ai_answers", "ai_cost", "active_users")
    context.output.table({"data": rows}, columns)


def _document(month: dict[str, Any]) -> Iterable[str]:
    return [json.dumps({"month": month["month"], "data": month["data"]}, ensure_ascii=False), "\n"]


@usage.command("standing")
@slug_argument
@signed_in
def standing(context: Context, slug: str) -> None:
    """How much of its plan a tenant has used."""
    answer = context.client.get(path_to("tenants", slug, "standing"))
    context.output.table(answer, ("name", "used", "limit", "percent", "level"))


@usage.command("export")
@_MONTH
@_TENANT
@click.option("--by", type=click.Choice(("month", "day")), default="month", show_default=True)
@click.option("--format", "kind", type=click.Choice(("csv", "json")), default="csv", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
@signed_in
def export(context: Context, kind: str, by: str, output: Path | None, **wanted: Any) -> None:
    """A month for whoever bills it: as CSV, or one JSON document with every day."""
    chunks: Iterable[str]
    if kind == "csv":
        chunks = context.client.download("/usage/export", by=by, **wanted)
    else:
        chunks = _document(context.rows("/usage", everything=True, **wanted))
    if output is None:
        sys.stdout.writelines(chunks)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(chunks)
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error}") from error
    context.output.done(f"Written to {output}", {"path": str(output)})
