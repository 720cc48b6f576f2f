"""guiche session …"""

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.outcome import BadInput


@click.group()
def session() -> None:
    """The browsers you are signed in with."""


@session.command("list")
@signed_in
def list_(context: Context) -> None:
    """Last used first."""
    columns = ("id", "user_agent", "remote_address", "seen_at", "created_at")
    context.output.table(context.client.get("/account/sessions"), columns)


@session.command("end")
@click.argument("session_id", type=int, required=False)
@click.option("--all", "is_all", is_flag=True, help="Every one of them.")
@signed_in
def end(context: Context, session_id: int | None, is_all: bool) -> None:
    """Sign a browser out."""
    if (session_id is None) != is_all:
        raise BadInput("Name one session (guiche session list), or end them all with --all.")
    path = "/account/sessions" if session_id is None else path_to("account", "sessions", session_id)
    context.client.delete(path)
    context.output.done("Ended.")
