"""guiche tenant suspend, resume, archive, delete, purge, certificate"""

from collections.abc import Callable
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, ask, must_agree, signed_in, submit_options, yes_option
from control_plane.cli.completion import slug_argument
from control_plane.operations.lifecycles import MOST_DAYS

_AFTER_GRACE = "Everything will be deleted after the grace."
_NOW = "Data, backups and keys will be gone for good, now."
Command = Callable[..., None]
_confirm_option = click.option("--confirm", metavar="SLUG", help="The slug again; asked for at a terminal.")
_reason_option = click.option("--reason", default="", help="For the record and for colleagues.")
_days_option = click.option(
    "--days", type=click.IntRange(0, MOST_DAYS), help="How long data is kept; else as the platform is set."
)
_backup_option = click.option(
    "--without-backup", is_flag=True, help="Where none can be made: nothing is proven beforehand."
)
_at_once_option = click.option(
    "--at-once", is_flag=True, help="Needed with --days 0: right after it everything goes, with no way back."
)


@click.command("suspend")
@slug_argument
@_reason_option
@yes_option
@submit_options
@signed_in
def suspend(context: Context, slug: str, reason: str, yes: bool, wait: bool) -> None:
    """Stop a help desk: people find a page, Meta delivers later, nothing is lost. It asks first."""
    _must_agree(context, yes, f"People will find a page where the help desk of {slug} was.")
    _start(context, slug, "suspensions", {"reason": reason}, wait)


@click.command("resume")
@slug_argument
@submit_options
@signed_in
def resume(context: Context, slug: str, wait: bool) -> None:
    """Bring back a tenant that is suspended, archived or waits for its deletion."""
    _start(context, slug, "resumptions", None, wait)


@click.command("archive")
@slug_argument
@_days_option
@_at_once_option
@_reason_option
@_backup_option
@yes_option
@submit_options
@signed_in
def archive(context: Context, slug: str, yes: bool, wait: bool, **wanted: Any) -> None:
    """Make a final backup, prove it, remove the stack; data is kept for so many days. It asks first."""
    backup = "without" if wanted["without_backup"] else "after"
    _must_agree(context, yes, f"The stack of {slug} will be removed {backup} a final backup.")
    _start(context, slug, "archivings", wanted, wait)


@click.command("delete")
@slug_argument
@_confirm_option
@_days_option
@_at_once_option
@_reason_option
@_backup_option
@submit_options
@signed_in
def delete(context: Context, slug: str, confirm: str | None, wait: bool, **wanted: Any) -> None:
    """Archive, and delete everything after a grace; until then guiche tenant resume brings it back."""
    confirm = _confirmed(slug, confirm, _AFTER_GRACE if wanted["days"] != 0 else _NOW)
    _start(context, slug, "deletions", {**wanted, "confirm": confirm}, wait)


@click.command("purge")
@slug_argument
@_confirm_option
@submit_options
@signed_in
def purge(context: Context, slug: str, confirm: str | None, wait: bool) -> None:
    """Delete an archived tenant for good, now: data, backups and keys."""
    confirm = _confirmed(slug, confirm, _NOW)
    _start(context, slug, "purges", {"confirm": confirm}, wait)


@click.command("certificate")
@slug_argument
@signed_in
def certificate(context: Context, slug: str) -> None:
    """The signed certificate of a deletion, as JSON."""
    context.output.document(context.client.get(path_to("tenants", slug, "certificate")))


COMMANDS = (suspend, resume, archive, delete, purge, certificate)


def _must_agree(context: Context, yes: bool, consequence: str) -> None:
    if not (yes or context.is_rehearsing):
        must_agree(consequence)


def _confirmed(slug: str, confirm: str | None, consequence: str) -> str:
    if confirm is not None:
        return confirm
    return ask(f"{consequence} Type {slug} to go on", instead=f"confirm with --confirm {slug}")


def _start(context: Context, slug: str, what: str, body: dict[str, Any] | None, wait: bool) -> None:
    answer = context.submit(path_to("tenants", slug, what), body)
    ended = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)
