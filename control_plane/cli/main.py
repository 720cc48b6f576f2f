"""The `guiche` command."""

import os
import sys

import click

from control_plane.cli.account import account
from control_plane.cli.audit import audit
from control_plane.cli.backups import backup, restore
from control_plane.cli.changes import change, revert
from control_plane.cli.client import Client
from control_plane.cli.commands import ask, json_option
from control_plane.cli.configuration import Configuration, configuration_path, write_configuration
from control_plane.cli.fleet import bulk, list_, logs
from control_plane.cli.lifecycle import COMMANDS as LIFECYCLE
from control_plane.cli.operations import inventory, operation
from control_plane.cli.operators import operator
from control_plane.cli.outcome import BAD_INPUT, OK, BadInput, CommandError
from control_plane.cli.output import Output
from control_plane.cli.sessions import session
from control_plane.cli.tenants import tenant
from control_plane.cli.tokens import token


@click.group()
def guiche() -> None:
    """Run private WhatsApp help desks. Exit codes: 0 done, 1 the operation failed, 2 bad input,
    3 the panel does not answer, 4 not allowed."""


@guiche.command("login")
@click.option("--url", required=True, help="The panel's address, such as http://panel.localhost:8080")
@click.option("--token-stdin", is_flag=True, help="Read the API token from standard input instead of asking.")
@json_option
def login(url: str, token_stdin: bool, as_json: bool) -> None:
    """Keep the panel's address and an API token, once they have proved good."""
    if not url.startswith(("http://", "https://")):
        raise BadInput("Write the address with http:// or https://.")
    if token_stdin:
        token = sys.stdin.readline()
    else:
        token = ask("API token", hidden=True, instead="give the token on standard input with --token-stdin")
    configuration = Configuration(url.rstrip("/"), token.strip())
    if not configuration.token.isascii() or not configuration.token:
        raise BadInput("That is not an API token.")
    client = Client(configuration)
    try:
        who = client.get("/auth/me")["operator"]
    finally:
        client.close()
    path = configuration_path(os.environ)
    write_configuration(path, configuration)
    output = Output(as_json)
    output.line(f"Signed in as {who}; kept in {path}")
    if as_json:
        output.document({"operator": who, "url": configuration.url})


for command in (change, list_, bulk, logs, *LIFECYCLE):
    tenant.add_command(command)
operation.add_command(revert)
for command in (tenant, operation, backup, restore, inventory, account, session, token, operator, audit):
    guiche.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: any known error becomes one red line (or one JSON document) and its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    output = Output("--json" in arguments)
    try:
        guiche.main(arguments, prog_name="guiche", standalone_mode=False)
    except CommandError as error:
        if output.as_json:
            output.document(error.document)
        output.problem(str(error))
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return BAD_INPUT
    except (click.ClickException, click.Abort) as error:
        output.problem(str(error) or "Interrupted.")
        return BAD_INPUT
    return OK
