"""The `guiche` command."""

import sys
from collections.abc import Callable

import click

from control_plane.cli.account import account
from control_plane.cli.alarms import alarm
from control_plane.cli.audit import audit
from control_plane.cli.backups import backup, restore
from control_plane.cli.canary import canary
from control_plane.cli.changes import change, revert
from control_plane.cli.completion import completion
from control_plane.cli.domains import domains, healings
from control_plane.cli.events import event
from control_plane.cli.fleet import bulk, list_, logs
from control_plane.cli.lifecycle import COMMANDS as LIFECYCLE
from control_plane.cli.observation import observation
from control_plane.cli.operations import inventory, operation
from control_plane.cli.operators import operator
from control_plane.cli.outcome import OK, BadInput, CommandError, Interrupted
from control_plane.cli.output import Output
from control_plane.cli.platform import platform
from control_plane.cli.profiles import login
from control_plane.cli.profiles import profile as profiles
from control_plane.cli.secrets import secret
from control_plane.cli.sessions import session
from control_plane.cli.tenant_plans import plan
from control_plane.cli.tenants import tenant
from control_plane.cli.tokens import token
from control_plane.cli.usage import usage
from control_plane.cli.webhooks import webhook
from control_plane.cli.whatsapp import health, whatsapp


@click.group()
@click.option("--profile", metavar="NAME", help="Not the current one: see guiche profile.")
def guiche(profile: str | None) -> None:
    """Run private WhatsApp help desks. Exit codes: 0 done, 1 the operation failed or was taken
    back, 2 bad input, 3 the panel does not answer, 4 not allowed, 130 interrupted (the operation goes on)."""


for command in (change, list_, bulk, logs, observation, health, domains, healings, *LIFECYCLE):
    tenant.add_command(command)
operation.add_command(revert)
_OF_TENANTS = (
    *(tenant, plan, operation, backup, restore, secret, inventory, alarm),
    *(whatsapp, webhook, event, usage, canary, platform),
)
_OF_OPERATORS = (login, profiles, account, session, token, operator, audit, completion)
for command in (*_OF_TENANTS, *_OF_OPERATORS):
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
        return _failed(output, error)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return _failed(output, Interrupted("Interrupted."))
    except click.UsageError as error:
        return _failed(output, BadInput(error.format_message()), show=error.show)  # with the usage above it
    except click.ClickException as error:
        return _failed(output, BadInput(error.format_message()))
    return OK


def _failed(output: Output, error: CommandError, show: Callable[[], None] | None = None) -> int:
    if output.as_json:
        output.document(error.document)
    if show is None:
        output.problem(str(error))
    else:
        show()
    return error.exit_code
