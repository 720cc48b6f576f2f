"""guiche token …"""

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.roles import SCOPES


@click.group()
def token() -> None:
    """Your API tokens, by which programs act in your name."""


@token.command("list")
@signed_in
def list_(context: Context) -> None:
    """Newest first, expired ones too."""
    columns = ("id", "name", "scope", "expires_at", "last_used_at")
    context.output.table(context.client.get("/account/tokens"), columns)


@token.command("create")
@click.argument("name")
@click.option(
    "--scope", type=click.Choice(tuple(SCOPES)), required=True, help="No more than you may yourself."
)
@click.option("--days", type=click.IntRange(1, 366), help="How long it is good; 90 unless told.")
@signed_in
def create(context: Context, name: str, scope: str, days: int | None) -> None:
    """Make one: it is shown this once, alone on standard output."""
    made = context.client.post("/account/tokens", {"name": name, "scope": scope, "days": days})
    context.output.done(made["token"], made)


@token.command("revoke")
@click.argument("token_id", type=int)
@signed_in
def revoke(context: Context, token_id: int) -> None:
    """From now on it counts for nothing; one that may do more than yours is revoked in the panel."""
    context.client.delete(path_to("account", "tokens", token_id))
    context.output.done("Revoked.")
