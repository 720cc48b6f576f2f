"""guiche whatsapp …, and guiche tenant health"""

from pathlib import Path
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import complete_slugs, slug_argument
from control_plane.cli.outcome import BadInput
from control_plane.cli.secret_files import SECRET_FILE, read_secret
from control_plane.cli.tenants import read_credentials
from control_plane.cli.values import moment

_COLUMNS = ("item", "state", "what")
_CHECKED = ("phone_number_id", "waba_id", "token", "app_secret", "connection")


@click.group()
def whatsapp() -> None:
    """Numbers and their credentials: checked, mended, tried."""


@whatsapp.command("check")
@click.option(
    "--credentials",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    metavar="FILE",
    help="JSON, as guiche tenant credentials-template prints it; - reads standard input.",
)
@click.option("--connection", metavar="ID", help="A number connected at Meta: guiche whatsapp connections.")
@click.option("--phone-number-id", default="", metavar="ID", help="Which of the connection's numbers.")
@signed_in
def check(context: Context, credentials: Path | None, connection: str | None, phone_number_id: str) -> None:
    """Ask Meta about a number before there is a tenant. Nothing is kept, nothing changes at Meta.

    Give --credentials or --connection.
    """
    if (credentials is None) == (connection is None):
        raise BadInput("Give the number's --credentials, or the --connection it came by: one of the two.")
    if credentials is None:
        body = {"connection": connection, "phone_number_id": phone_number_id}
    elif phone_number_id:
        raise BadInput("--phone-number-id goes with --connection; with --credentials the file says it.")
    else:
        given = read_credentials(credentials).get("whatsapp", {})
        body = {name: given.get(name, "") for name in _CHECKED}
    _show(context, context.client.post("/whatsapp/checks", body))


@whatsapp.command("mend")
@slug_argument
@click.option("--pin-file", type=SECRET_FILE, metavar="FILE", help="Its six-digit PIN: registers the number.")
@signed_in
def mend(context: Context, slug: str, pin_file: Path | None) -> None:
    """Subscribe the app, point the number's webhooks at the tenant, register it: what is amiss of these."""
    body = {"pin": read_secret(pin_file) or ""}
    answer = context.client.post(path_to("tenants", slug, "whatsapp", "mend"), body)
    _show(context, answer)
    context.output.line(f"Changed at Meta: {', '.join(answer['done']) or 'nothing'}.")


@whatsapp.command("test")
@slug_argument
@click.option("--to", required=True, metavar="DIGITS", help="Who gets the message, with the country code.")
@click.option("--template", default="", metavar="NAME", help="An approved template without variables.")
@click.option("--language", default="", metavar="CODE", help="The template's; pt_BR if left out.")
@signed_in
def test(context: Context, slug: str, to: str, template: str, language: str) -> None:
    """Send a message from the tenant's number."""
    body = {"to": to, "template": template, "language": language}
    answer = context.client.post(path_to("tenants", slug, "whatsapp", "test-messages"), body)
    context.output.done(f"WhatsApp took the message: {answer['message_id']}", answer)
    if not template:
        context.output.line(
            "A text arrives only within 24 hours after that number wrote; --template does at any time."
        )


@whatsapp.command("connect")
@click.argument("slug", required=False, default="", shell_complete=complete_slugs)
@click.option("--client", is_flag=True, help="For a person at the client: good for 72 hours.")
@signed_in
def connect(context: Context, slug: str, client: bool) -> None:
    """Make a link that leads to Meta, where access to a number is granted: good once.

    Without SLUG it is for a client that is still to be created (guiche tenant create, with a credentials file
    that says {"whatsapp": {"connection": ID}, …}); otherwise guiche tenant change SLUG --connection ID.
    """
    answer = context.client.post("/whatsapp/connections", {"tenant": slug, "for_client": client})
    context.output.done(
        f"{answer['url']}\nConnection {answer['id']}, good until {moment(answer['expires_at'])}.", answer
    )


@whatsapp.command("connections")
@click.option("--tenant", metavar="SLUG", shell_complete=complete_slugs, help="Only this one's.")
@signed_in
def connections(context: Context, tenant: str | None) -> None:
    """Links that were made, and the numbers that came of them, newest first."""
    answer = context.client.get("/whatsapp/connections", tenant=tenant)
    if not context.output.as_json:
        for row in answer["data"]:
            row["numbers"] = ", ".join(number["phone_number_id"] for number in row["numbers"])
    context.output.table(answer, ("id", "tenant", "state", "numbers", "url", "problem"))


@whatsapp.command("connection")
@click.argument("connection_id")
@signed_in
def connection(context: Context, connection_id: str) -> None:
    """Where one of them stands."""
    context.output.facts(context.client.get(path_to("whatsapp", "connections", connection_id)))


@whatsapp.command("revoke")
@click.argument("connection_id")
@signed_in
def revoke(context: Context, connection_id: str) -> None:
    """Make a link void, and forget what came of it."""
    answer = context.client.post(path_to("whatsapp", "connections", connection_id, "revoke"))
    context.output.done(f"Connection {connection_id} is revoked.", answer)


@click.command("health")
@slug_argument
@click.option("--probe", is_flag=True, help="Ask Meta and FILA-IA now.")
@signed_in
def health(context: Context, slug: str, probe: bool) -> None:
    """Whether a tenant's number and credentials hold, as last seen."""
    if probe:
        answer = context.client.post(path_to("tenants", slug, "probes"))
    else:
        answer = context.client.get(path_to("tenants", slug, "health"))
    _show(context, answer)


def _show(context: Context, answer: dict[str, Any]) -> None:
    if context.output.as_json:
        context.output.document(answer)
        return
    if not answer["items"]:
        context.output.line("Nobody has looked yet: ask with --probe.")
        return
    context.output.table({"data": [_row(item) for item in answer["items"]]}, _COLUMNS)


def _row(item: dict[str, Any]) -> dict[str, str]:
    return {
        "item": item["title"],
        "state": item["state"],
        "what": f"{item['reason']}\n{item['next']}".strip(),
    }
