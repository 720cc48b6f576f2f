"""guiche account …"""

import sys

import click

from control_plane.alarms.catalog import LEVELS
from control_plane.cli.commands import Context, ask, signed_in
from control_plane.cli.outcome import BadInput
from control_plane.operations.words import LANGUAGES

_FACTOR = "/account/second-factor"
_ALARM_MAIL = "/account/alarm-mail"
stdin_option = click.option(
    "--stdin", "is_from_stdin", is_flag=True, help="Read your password from standard input instead of asking."
)


@click.group()
def account() -> None:
    """Your own account."""


@account.command("show")
@signed_in
def show(context: Context) -> None:
    """Who you are, what you may do, and your second factor."""
    me = context.client.get("/auth/me")
    del me["csrf_token"]
    context.output.facts({**me, "second_factor": context.client.get(_FACTOR)})


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


@account.command("alarm-mail")
@click.option("--level", type=click.Choice(LEVELS), help="Which alarms you are mailed.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of those e-mails.")
@signed_in
def alarm_mail(context: Context, level: str | None, language: str | None) -> None:
    """Which alarms you are mailed: shown, or chosen."""
    answer = context.client.get(_ALARM_MAIL)
    if level or language:
        body = {"level": level or answer["level"], "language": language or ""}
        answer = context.client.put(_ALARM_MAIL, body)
    context.output.facts(answer)
    if not answer["is_sent"]:
        context.output.line(
            "The platform has no mail server: nobody is mailed until it has (GUICHE_MAIL_HOST)."
        )


@account.group("second-factor")
def second_factor() -> None:
    """The codes of an authenticator app, which signing in to the panel asks for."""


@second_factor.command("begin")
@stdin_option
@signed_in
def begin(context: Context, is_from_stdin: bool) -> None:
    """Make a key for an app; it counts once you have confirmed a code of it."""
    made = context.client.post(_FACTOR, {"password": _own_password(is_from_stdin)})
    lines = {"key": made["secret"], "address": made["address"]}
    context.output.card(made, lines)
    context.output.line("Type the key into the app, then run guiche account second-factor confirm")


@second_factor.command("confirm")
@click.option("--stdin", "is_from_stdin", is_flag=True, help="Read the code from standard input.")
@signed_in
def confirm(context: Context, is_from_stdin: bool) -> None:
    """Switch it on with the code that the app shows now."""
    if is_from_stdin:
        code = sys.stdin.readline().strip()
    else:
        code = ask("Code", instead="give the code on standard input with --stdin")
    _show_codes(context, context.client.post("/account/second-factor/confirm", {"code": code}))


@second_factor.command("codes")
@stdin_option
@signed_in
def codes(context: Context, is_from_stdin: bool) -> None:
    """Make ten new recovery codes; the old are void."""
    body = {"password": _own_password(is_from_stdin)}
    _show_codes(context, context.client.post("/account/second-factor/recovery-codes", body))


@second_factor.command("remove")
@stdin_option
@signed_in
def remove(context: Context, is_from_stdin: bool) -> None:
    """Sign in with the password alone again, where the platform allows it."""
    context.client.post("/account/second-factor/remove", {"password": _own_password(is_from_stdin)})
    context.output.done("Signing in asks for the password alone.")


def _show_codes(context: Context, made: dict[str, list[str]]) -> None:
    codes = "\n".join(made["recovery_codes"])
    context.output.done(f"Recovery codes, shown this once; each lets in once:\n{codes}", dict(made))


def _own_password(is_from_stdin: bool) -> str:
    if is_from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return ask("Password", hidden=True, instead="give your password on standard input with --stdin")
