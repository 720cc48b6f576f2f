"""guiche account …"""

import sys

import click

from control_plane.cli.commands import Context, ask, signed_in
from control_plane.cli.outcome import BadInput


@click.group()
def account() -> None:
    """Your own account."""


@account.command("show")
@signed_in
def show(context: Context) -> None:
    """Who you are, and what you may do."""
    me = context.client.get("/auth/me")
    del me["csrf_token"]
    context.output.facts(me)


@account.command("password")
@click.option("--stdin", "is_from_stdin", is_flag=True, help="Read two lines: the password, and the new one.")
@signed_in
def password(context: Context, is_from_stdin: bool) -> None:
    """Choose another password; sessions in browsers end, API tokens stay."""
    if is_from_stdin:
        current, new = (sys.stdin.readline().rstrip("\n") for _ in range(2))
    else:
        instead = "give both passwords on standard input with --stdin"
        current = ask("Password", hidden=True, instead=instead)
        new = ask("New password", hidden=True, instead=instead)
        if ask("New password, once more", hidden=True, instead=instead) != new:
            raise BadInput("The two are not the same: nothing was changed.")
    context.client.put("/account/password", {"current": current, "new": new})
    context.output.done("Your password is another now.")
