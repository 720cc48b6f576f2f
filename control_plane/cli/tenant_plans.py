"""guiche plan …"""

from collections.abc import Callable, Iterable
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import new_slug_argument, plan_argument
from control_plane.cli.outcome import BadInput
from control_plane.cli.values import heading

limit_option: Callable[[Callable[..., None]], Callable[..., None]] = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="One of its numbers, such as memory=2048; may be repeated. guiche plan show standard names them.",
)


@click.group()
def plan() -> None:
    """What tenants may take: memory, CPU, disk."""


@plan.command("list")
@signed_in
def list_(context: Context) -> None:
    """All plans."""
    answer = context.client.get("/plans")
    rows = [{**row, **row["limits"], "tenants": len(row["tenants"])} for row in answer["data"]]
    if context.output.as_json:
        context.output.document(answer)
    else:
        columns = ("slug", "tenants", "memory", "memory_reserved", "cpus", "cpus_reserved", "name")
        context.output.table({"data": rows}, columns)


@plan.command("show")
@plan_argument
@signed_in
def show(context: Context, slug: str) -> None:
    """One plan: its numbers (of memory and disk in MiB), and who has it."""
    found = context.client.get(path_to("plans", slug))
    numbers = {heading(name): limit_text(value) for name, value in found["limits"].items()}
    tenants = ", ".join(found["tenants"]) or "none"
    context.output.card(found, {"name": found["name"], **numbers, "tenants": tenants})


@plan.command("create")
@new_slug_argument
@click.option("--name", required=True)
@limit_option
@signed_in
def create(context: Context, slug: str, name: str, limits: tuple[str, ...]) -> None:
    """Make a plan. A number that is not given is that of the standard plan."""
    made = context.client.post("/plans", {"slug": slug, "name": name, "limits": read_limits(limits)})
    context.output.done(f"Plan {made['slug']} is there: guiche tenant create --plan {made['slug']}", made)


@plan.command("change")
@plan_argument
@click.option("--name")
@limit_option
@signed_in
def change(context: Context, slug: str, name: str | None, limits: tuple[str, ...]) -> None:
    """Change a plan. Memory and CPU reach its tenants with their next deployment: guiche tenant repair."""
    body = {"limits": read_limits(limits), **({"name": name} if name is not None else {})}
    changed = context.client.change("PATCH", path_to("plans", slug), body)
    context.output.done(f"Plan {slug} is changed; tenants that have it: {len(changed['tenants'])}.", changed)


def read_limits(given: Iterable[str]) -> dict[str, Any]:
    """NAME=NUMBER by name; nothing behind the sign is None. Raises BadInput."""
    limits: dict[str, Any] = {}
    for each in given:
        name, sign, number = each.partition("=")
        try:
            value = (float(number) if "." in number else int(number)) if number else None
        except ValueError as error:
            raise BadInput(f"{each}: write a limit as NAME=NUMBER, such as memory=2048.") from error
        if not sign:
            raise BadInput(f"{each}: write a limit as NAME=NUMBER, such as memory=2048.")
        limits[name] = value
    return limits


def limit_text(value: float | None) -> str:
    """A number of a plan as a person reads it."""
    return "no limit" if value is None else f"{value:,g}" if value < 10**6 else f"{value:,.0f}"
