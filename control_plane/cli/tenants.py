"""guiche tenant …"""

import json
from pathlib import Path
from typing import Any

import click

from control_plane.cli.brands import brand
from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, even_untried_option, signed_in, submit_options
from control_plane.cli.completion import complete_plans, complete_slugs, new_slug_argument, slug_argument
from control_plane.cli.outcome import BadInput
from control_plane.cli.people import parse_person
from control_plane.cli.support import support, support_end, support_list
from control_plane.cli.tenant_card import logins_shown, tenant_card

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
_TEMPLATE = {
    "whatsapp": {
        "phone_number_id": "",
        "waba_id": "",
        "display_phone_number": "",
        "token": "",
        "app_secret": "",
        "verify_token": "",
        "connection": "",
    },
    "fila_ia": {"url": "", "key": ""},
}


@click.group()
def tenant() -> None:
    """Clients: their stacks, addresses and first logins."""


tenant.add_command(brand)
tenant.add_command(support)
tenant.add_command(support_list)
tenant.add_command(support_end)


@tenant.command("create")
@new_slug_argument
@click.option("--name", required=True, help="The client's name, as its people see it.")
@click.option("--admin", required=True, metavar='"NAME <EMAIL>"', help="The client's first administrator.")
@click.option("--attendant", "attendants", multiple=True, metavar='"NAME <EMAIL>"', help="May be repeated.")
@click.option(
    "--credentials",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="JSON, as guiche tenant credentials-template prints it; - reads standard input.",
)
@click.option("--database", type=click.Choice(["mysql", "mariadb"]), default="mysql", show_default=True)
@click.option(
    "--hostname", "hostnames", multiple=True, help="An address of the client's own; may be repeated."
)
@click.option("--locale", default="pt-BR", show_default=True)
@click.option("--timezone", default="America/Sao_Paulo", show_default=True)
@click.option(
    "--plan",
    default="standard",
    show_default=True,
    metavar="SLUG",
    shell_complete=complete_plans,
    help="See guiche plan list.",
)
@click.option("--smoke-phone", default="", help="Number (with country code) that the smoke test writes as.")
@click.option("--from-backup", default="", metavar="ID", help="Begin with the data of this backup.")
@even_untried_option
@click.option(
    "--from-tenant",
    default="",
    metavar="SLUG",
    shell_complete=complete_slugs,
    help="The same, of this tenant's newest backup.",
)
@submit_options
@signed_in
def create(context: Context, slug: str, wait: bool, **options: Any) -> None:
    """Create a tenant and follow it until it is active.

    With --from-backup or --from-tenant it is a copy, under its own number, keys and address: conversations
    are closed, nothing scheduled is sent, everybody signs in anew.
    """
    body = {
        "slug": slug,
        "name": options["name"],
        "admin": parse_person(options["admin"]),
        "attendants": [parse_person(text) for text in options["attendants"]],
        "database": options["database"],
        "hostnames": list(options["hostnames"]),
        "locale": options["locale"],
        "timezone": options["timezone"],
        "plan": options["plan"],
        "smoke_phone": options["smoke_phone"],
        "from_backup": _source(context, options["from_backup"], options["from_tenant"]),
        **read_credentials(options["credentials"]),
        "even_untried": options["even_untried"],
    }
    answer = context.submit("/tenants", body)
    operation = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        made = context.client.get(path_to("tenants", slug))
        context.output.document({"operation": operation, "tenant": made})
    elif wait:
        context.output.line(f"{answer['tenant']['url']} is up. First logins: guiche tenant logins {slug}")


@tenant.command("credentials-template")
def credentials_template() -> None:
    """Print an empty credentials file, to be filled in.

    For a number that was connected at Meta (guiche whatsapp connections) the connection's id is enough.
    """
    click.echo(json.dumps(_TEMPLATE, indent=2))


@tenant.command("show")
@slug_argument
@signed_in
def show(context: Context, slug: str) -> None:
    """One tenant, and what is wrong with it now."""
    found = context.client.get(path_to("tenants", slug))
    alarms = context.client.get("/alarms", tenant=slug)["data"]
    context.output.card({**found, "alarms": alarms}, tenant_card(found, alarms))


@tenant.command("repair")
@slug_argument
@submit_options
@signed_in
def repair(context: Context, slug: str, wait: bool) -> None:
    """Bring what runs back to what was asked for; changes nothing where all is well."""
    answer = context.submit(path_to("tenants", slug, "repairs"))
    ended = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)


@tenant.command("logins")
@slug_argument
@signed_in
def logins(context: Context, slug: str) -> None:
    """The initial logins; they are shown only once."""
    answer = _reveal_logins(context, slug)
    context.output.table(answer, ("url", "role", "name", "email", "password"))


def _source(context: Context, backup_id: str, slug: str) -> str:
    if not slug:
        return backup_id
    if backup_id:
        raise BadInput("Give --from-backup or --from-tenant, not both.")
    rows = context.client.get(path_to("tenants", slug, "backups"))["data"]
    backups = [each for each in rows if each["is_here"]]
    if not backups:
        raise BadInput(f"Tenant “{slug}” has no backup yet: guiche backup run {slug}.")
    return str(backups[0]["id"])


def _reveal_logins(context: Context, slug: str) -> dict[str, Any]:
    try:
        return context.client.post(path_to("tenants", slug, "logins"))
    except BadInput as error:
        problem = error.document["error"]
        if problem["code"] != "logins_already_shown":
            raise
        said = f"{error} They were {logins_shown(problem['details'])}."
        raise BadInput(said, error.document) from error


def read_credentials(path: Path) -> dict[str, Any]:
    """Sections `whatsapp` and `fila_ia` of the file. Raises BadInput naming what is wrong with it."""
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            sections = json.load(file)
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} is not a JSON file: {error}") from error
    if not isinstance(sections, dict) or not all(isinstance(part, dict) for part in sections.values()):
        raise BadInput(
            f"{path} needs the sections whatsapp and fila_ia: see guiche tenant credentials-template."
        )
    if unknown := sections.keys() - _TEMPLATE.keys():
        raise BadInput(f"{path} has sections nobody knows: {', '.join(sorted(unknown))}.")
    return sections
