"""guiche operator …"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.outcome import BadInput
from control_plane.roles import ROLES

_ROLE = click.Choice(tuple(ROLES))
_MAILED = {
    "sent": "It was also sent by e-mail.",
    "failed": "The e-mail could not be sent: hand the link over yourself.",
    "none": "There is no mail server: hand the link over yourself.",
}


@click.group()
def operator() -> None:
    """Who runs the platform: for owners."""


@operator.command("list")
@signed_in
def list_(context: Context) -> None:
    """All of them, disabled ones too."""
    context.output.table(
        context.client.get("/operators"), ("email", "role", "state", "has_second_factor", "signed_in_at")
    )


@operator.command("invite")
@click.argument("email")
@click.option("--role", type=_ROLE, help="Of somebody new.")
@click.option("--again", is_flag=True, help="Another link for somebody who is there already.")
@click.option("--language", type=click.Choice(("pt-BR", "en", "es")), default="pt-BR", show_default=True)
@signed_in
def invite(context: Context, email: str, role: str | None, again: bool, language: str) -> None:
    """Make a link by which somebody chooses a password: good once, for 72 hours, shown this once."""
    if again == (role is not None):
        raise BadInput("Give somebody new a --role, or make another link with --again.")
    path = path_to("operators", _id_of(context, email), "invitations") if again else "/operators"
    new = {} if again else {"email": email, "role": role}
    made = context.client.post(path, {**new, "language": language})
    context.output.done(f"{made['url']}\n{_MAILED[made['mail']]}", made)


@operator.command("role")
@click.argument("email")
@click.argument("role", type=_ROLE)
@signed_in
def change_role(context: Context, email: str, role: str) -> None:
    """Give an operator another role; their sessions end."""
    changed = context.client.put(path_to("operators", _id_of(context, email), "role"), {"role": role})
    context.output.done(f"{changed['email']} is now {changed['role']}.", changed)


@operator.command("reset-factor")
@click.argument("email")
@signed_in
def reset_factor(context: Context, email: str) -> None:
    """For one who lost app and recovery codes: the password alone lets in until another is set up."""
    changed = context.client.delete(path_to("operators", _id_of(context, email), "second-factor"))
    context.output.done(f"{changed['email']} signs in with the password alone.", changed)


@operator.command("disable")
@click.argument("email")
@signed_in
def disable(context: Context, email: str) -> None:
    """Keep an operator out: sessions, tokens and a waiting invitation end at once."""
    changed = context.client.post(path_to("operators", _id_of(context, email), "disable"))
    context.output.done(f"{changed['email']} is disabled.", changed)


@operator.command("enable")
@click.argument("email")
@signed_in
def enable(context: Context, email: str) -> None:
    """Let an operator in again."""
    changed = context.client.post(path_to("operators", _id_of(context, email), "enable"))
    context.output.done(f"{changed['email']} may sign in again.", changed)


def _id_of(context: Context, email: str) -> int:
    rows: list[dict[str, Any]] = context.client.get("/operators")["data"]
    for row in rows:
        if row["email"] == email.strip().lower():
            return int(row["id"])
    raise BadInput(f"There is no operator {email}: see guiche operator list.")
