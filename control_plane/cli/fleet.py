"""guiche tenant list, bulk and logs."""

import json
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, dry_run_option, must_agree, signed_in, yes_option
from control_plane.cli.completion import complete_slugs, slug_argument
from control_plane.cli.outcome import BadInput, OperationFailed
from control_plane.fleet_terms import BULK_ACTIONS, HEALTHS, SHOWN_LIFECYCLES, SORTS, UNSEEN

_PATIENCE_SECONDS = 120
_SERVICES = ("web", "worker", "mysql", "redis")
_COLUMNS = (
    "slug",
    "lifecycle",
    "health",
    "alarms",
    "url",
    "version",
    "last_backup_at",
    "last_offsite_at",
    "last_proven_restore_at",
    "memory_bytes",
    "cpu_milli",
    "disk_bytes",
    "messages_today",
    "ai_today",
    "name",
)
_SORTED = [sign + name for name in SORTS for sign in ("", "-")]


def _narrowing(command: Any) -> Any:
    """The options by which tenants are found."""
    for option in (
        click.option(
            "--version", default="", metavar="IMAGE", help="Of those that run this; a beginning will do."
        ),
        click.option("--lifecycle", type=click.Choice(SHOWN_LIFECYCLES), default=None),
        click.option("--health", type=click.Choice([*HEALTHS, UNSEEN]), default=None),
        click.option("--search", "q", default="", metavar="TEXT", help="Part of a name, slug or address."),
    ):
        command = option(command)
    return command


@click.command("list")
@_narrowing
@click.option("--sort", type=click.Choice(_SORTED), default="name", show_default=True, metavar="COLUMN")
@signed_in
def list_(context: Context, sort: str, **wanted: str | None) -> None:
    """All tenants that fit, with what was last seen of each.

    --sort takes a column (name, health, alarms, memory, …); with a hyphen before it, from the end: -memory.
    """
    context.output.table(_all(context, sort=sort, **wanted), _COLUMNS)


@click.command("bulk")
@click.argument("action", type=click.Choice(list(BULK_ACTIONS)))
@click.argument("slugs", nargs=-1, shell_complete=complete_slugs)
@_narrowing
@click.option("--all", "everyone", is_flag=True, help="Every tenant, or every one that fits the options.")
@click.option("--reason", default="", help="Of a suspension; people never see it.")
@yes_option
@dry_run_option
@signed_in
def bulk(
    context: Context,
    action: str,
    slugs: tuple[str, ...],
    everyone: bool,
    *,
    reason: str,
    yes: bool,
    **wanted: str | None,
) -> None:
    """Ask for the same operation of many tenants; what is refused is told with its reason, and exits 1.

    Name them, or say --all with options that narrow it. It asks first, with their number; not for a backup
    of those that are named. Nothing is waited for: guiche operation list.
    """
    chosen = _chosen(context, slugs, everyone, wanted)
    body = {"action": action, "tenants": chosen, "reason": reason}
    if context.is_rehearsing:
        document = context.client.post("/tenants/bulk?dry_run=true", body, patience_seconds=_PATIENCE_SECONDS)
        _tell(context, document["plan"], document, "would be asked for")
        return
    if not yes and (everyone or action != "backup"):
        many = "tenant" if len(chosen) == 1 else "tenants"
        must_agree(f"This asks for {action} of {len(chosen)} {many}.")
    answer = context.client.post("/tenants/bulk", body, patience_seconds=_PATIENCE_SECONDS)
    _tell(context, answer, answer, "asked for")


@click.command("logs")
@slug_argument
@click.argument("service", type=click.Choice(_SERVICES), default="web")
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C.")
@signed_in
def logs(context: Context, slug: str, service: str, follow: bool) -> None:
    """The last lines of a service's log, without the tenant's secrets."""
    batches = context.client.lines(path_to("tenants", slug, "logs", service, "events"))
    for number, lines in enumerate(batches):
        for line in lines:
            if context.output.as_json:
                click.echo(json.dumps({"line": line}, ensure_ascii=False))
            else:
                context.output.line(line)
        if not follow and (lines or number):
            return


def _chosen(
    context: Context, slugs: tuple[str, ...], everyone: bool, wanted: dict[str, str | None]
) -> list[str]:
    if bool(slugs) == everyone:
        raise BadInput("Name the tenants, or say --all: one of the two.")
    if any(wanted.values()) and not everyone:
        raise BadInput("Options that narrow the choice go with --all.")
    chosen = [row["slug"] for row in _all(context, **wanted)["data"]] if everyone else list(slugs)
    if not chosen:
        raise BadInput("No tenant fits.")
    return chosen


def _tell(context: Context, done: dict[str, Any], document: dict[str, Any], what: str) -> None:
    """How it went, or would go. Raises OperationFailed when anything was refused."""
    taken, refused = done["submitted"], done["refused"]
    context.output.line(f"{len(taken)} {what}, {len(refused)} refused.")
    for refusal in refused:
        context.output.line(f"{refusal['tenant']}: {refusal['message']}")
    if context.is_rehearsing:
        context.output.line("Nothing was done.")
    if refused:
        raise OperationFailed(f"Refused: {len(refused)} of {len(taken) + len(refused)}.", document)
    if context.output.as_json:
        context.output.document(document)


def _all(context: Context, **query: str | None) -> dict[str, Any]:
    """Every page in one answer."""
    given: dict[str, Any] = {name: value for name, value in query.items() if value}
    return context.rows("/tenants", everything=True, **given)
