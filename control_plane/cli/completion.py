"""guiche completion SHELL: what the shell evaluates, so that Tab completes commands, tenants and plans."""

import os

import click
from click.shell_completion import get_completion_class

from control_plane.cli.client import Client
from control_plane.cli.configuration import configuration_path, read_profiles
from control_plane.cli.outcome import CommandError

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_GUICHE_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes Tab complete. For bash: guiche completion bash >> ~/.bash_completion"""
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click brings these three
    click.echo(made(click.get_current_context().find_root().command, {}, "guiche", _VARIABLE).source())


def complete_slugs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Tenants that begin so."""
    return _beginning(context, "/tenants", incomplete, q=incomplete or None)


def complete_plans(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Plans that begin so."""
    return _beginning(context, "/plans", incomplete)


def _beginning(context: click.Context, path: str, incomplete: str, **query: str | None) -> list[str]:
    """Slugs of a list; nothing, rather than noise in the middle of a line, when nobody answers."""
    named = context.find_root().params.get("profile") or os.environ.get("GUICHE_PROFILE")
    try:
        client = Client(read_profiles(configuration_path(os.environ)).get(named))
        try:
            rows = client.get(path, **query)["data"]
        finally:
            client.close()
    except CommandError:
        return []
    return [str(row["slug"]) for row in rows if str(row["slug"]).startswith(incomplete)]


slug_argument = click.argument("slug", shell_complete=complete_slugs)
plan_argument = click.argument("slug", shell_complete=complete_plans)
new_slug_argument = click.argument("slug")
"""Of what is still to be made: those that are taken are no help."""
