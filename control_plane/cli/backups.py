"""guiche backup … and guiche restore"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, ask, signed_in, submit_options
from control_plane.cli.completion import slug_argument


@click.group()
def backup() -> None:
    """Restore points of a tenant."""


@backup.command("run")
@slug_argument
@submit_options
@signed_in
def run(context: Context, slug: str, wait: bool) -> None:
    """Back a tenant up now."""
    _submit(context, path_to("tenants", slug, "backups"), wait)


@backup.command("list")
@slug_argument
@signed_in
def list_(context: Context, slug: str) -> None:
    """Restore points, newest first."""
    context.output.table(
        context.client.get(path_to("tenants", slug, "backups")),
        ("id", "trigger", "created_at", "bytes", "is_here", "offsite_at", "proven_at"),
    )


@backup.command("drill")
@slug_argument
@click.argument("backup_id", required=False, default="")
@submit_options
@signed_in
def drill(context: Context, slug: str, backup_id: str, wait: bool) -> None:
    """Restore a backup for practice, the newest unless one is named: nothing of it stays but the proof.

    The tenant goes on working meanwhile.
    """
    body = {"backup_id": backup_id} if backup_id else {}
    _submit(context, path_to("tenants", slug, "drills"), wait, body)


@backup.command("offsite")
@slug_argument
@submit_options
@signed_in
def offsite(context: Context, slug: str, wait: bool) -> None:
    """Copy a tenant's backups off site now, and look for all of them there."""
    _submit(context, path_to("tenants", slug, "backups", "offsite"), wait)


@backup.command("retrieve")
@slug_argument
@submit_options
@signed_in
def retrieve(context: Context, slug: str, wait: bool) -> None:
    """Bring back from off site the backups that are not here any more."""
    _submit(context, path_to("tenants", slug, "backups", "retrieve"), wait)


@backup.command("platform")
@signed_in
def platform(context: Context) -> None:
    """How the off-site copy of the platform's own database is."""
    context.output.facts(context.client.get("/platform/copy"))


@click.command("restore")
@slug_argument
@click.argument("backup_id")
@click.option("--confirm", metavar="SLUG", help="The slug again; asked for at a terminal.")
@click.option(
    "--without-safety-backup",
    is_flag=True,
    help="Where none can be made: what there is now stays in the old volumes alone.",
)
@submit_options
@signed_in
def restore(context: Context, slug: str, backup_id: str, wait: bool, **wanted: Any) -> None:
    """Go back to a backup: into new volumes, then swap."""
    if wanted["confirm"] is None and context.is_rehearsing:
        wanted["confirm"] = slug
    if wanted["confirm"] is None:
        unsaved = " No backup of what there is now is made first." if wanted["without_safety_backup"] else ""
        question = f"What came in after the backup will be gone.{unsaved} Type {slug} to go on"
        wanted["confirm"] = ask(question, instead=f"confirm with --confirm {slug}")
    _submit(context, path_to("tenants", slug, "restores"), wait, {"backup_id": backup_id, **wanted})


def _submit(context: Context, path: str, wait: bool, body: dict[str, Any] | None = None) -> None:
    ended = context.submitted(context.submit(path, body)["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)
