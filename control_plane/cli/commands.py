"""What the commands share: the signed-in client, --json, and following an operation."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import update_wrapper
from typing import Any

import click

from control_plane.cli.client import Client
from control_plane.cli.configuration import configuration_path, read_profiles
from control_plane.cli.outcome import OK, BadInput, Interrupted
from control_plane.cli.output import Output
from control_plane.cli.values import shown

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
wait_option = click.option(
    "--wait/--no-wait", default=True, help="Follow the operation to its end (default), or just start it."
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would be done, step by step, and do nothing."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
even_untried_option = click.option(
    "--even-untried", is_flag=True, help="Go on where Meta or FILA-IA does not say whether credentials work."
)


def submit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Of a command that asks for an operation: --wait, and --dry-run, which `Context.submit` obeys."""
    return wait_option(dry_run_option(command))


def list_options(usual: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Of a list that may be long: --limit and --all, which `Context.rows` takes."""
    limit = click.option(
        "--limit", type=click.IntRange(min=1), default=usual, show_default=True, help="So many rows."
    )
    everything = click.option("--all", "everything", is_flag=True, help="As many as there are.")
    return lambda command: limit(everything(command))


_PAGE = 200
"""So many rows the API gives at once."""
MOMENT = click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"))
"""A DAY of an option, or a moment of it, in this machine's time."""


def with_offset(moment: datetime | None) -> str | None:
    """As the API wants it. Raises BadInput at the ends of the calendar, where a time zone leads out of it."""
    try:
        return moment.astimezone().isoformat() if moment else None
    except (OverflowError, ValueError) as error:
        raise BadInput(f"{moment} is too far away: give a day that things were done on.") from error


def profile_name() -> str | None:
    """guiche --profile, else GUICHE_PROFILE; None: the current one."""
    given = click.get_current_context().find_root().params.get("profile")
    return given or os.environ.get("GUICHE_PROFILE") or None


class Context:
    """One command's client and output."""

    def __init__(self, client: Client, output: Output, *, is_rehearsing: bool = False) -> None:
        self.client = client
        self.output = output
        self.is_rehearsing = is_rehearsing

    def rows(
        self, path: str, *, limit: int = _PAGE, everything: bool = False, **query: Any
    ) -> dict[str, Any]:
        """A list's first rows, in as many pages as it takes; `next_cursor` is that of what follows them."""
        rows: list[dict[str, Any]] = []
        cursor = None
        while True:
            wanted = _PAGE if everything else min(limit - len(rows), _PAGE)
            answer = self.client.get(path, **query, limit=wanted, cursor=cursor)
            rows += answer["data"]
            cursor = answer["next_cursor"]
            if cursor is None or not (everything or len(rows) < limit):
                return {**answer, "data": rows}

    def submit(
        self, path: str, body: dict[str, Any] | None = None, *, method: str = "POST"
    ) -> dict[str, Any]:
        """Asks for an operation; the API's answer. In a rehearsal it shows the plan and ends the command."""
        if not self.is_rehearsing:
            return self.client.change(method, path, body)
        self.output.plan(self.client.change(method, f"{path}?dry_run=true", body)["plan"])
        raise click.exceptions.Exit(OK)

    def submitted(
        self, operation: dict[str, Any], wait: bool, good: str | None = None, *, is_news: bool = True
    ) -> dict[str, Any]:
        """Follows an operation to its good end, or tells how to; no `is_news`: it was under way already.

        Raises OperationFailed, Interrupted.
        """
        if turn := operation["waits_for"]:
            until = f", which waits until {shown('retry_at', turn['retry_at'])}" if turn["retry_at"] else ""
            self.output.line(
                f"Its turn comes after {operation['ahead']} more of this tenant, now {turn['kind']}{until}"
                f" (guiche operation cancel {turn['id']} lets go of it)."
            )
        if not is_news:
            self.output.line("It is under way already.")
        if wait:
            good = good or ("undone" if operation["is_undoing"] else "succeeded")
            try:
                return self.output.follow(self.client.watch(operation["id"]), good=good)
            except KeyboardInterrupt as error:
                goes_on = "Interrupted, but the operation goes on: follow it with guiche operation watch"
                raise Interrupted(f"{goes_on} {operation['id']}") from error
        self.output.line(
            f"{'Started: follow' if is_news else 'Follow'} it with guiche operation watch {operation['id']}"
        )
        return operation


def ask(question: str, *, instead: str, hidden: bool = False) -> str:
    """What somebody at the terminal answers. Without one: BadInput, with what a script gives `instead`."""
    if not sys.stdin.isatty():
        raise BadInput(f"Nobody is at a terminal to be asked: in a script, {instead}.")
    return str(click.prompt(question, hide_input=hidden, err=True))


def must_agree(question: str = "") -> None:
    """Goes on after a yes; in a script --yes stands for it. Raises BadInput."""
    if ask(f"{question} Type yes to go on".strip(), instead="confirm with --yes").strip().lower() != "yes":
        raise BadInput("Nothing was changed.")


def signed_in(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command its `Context` as first argument, and the option --json."""

    def run(*args: Any, as_json: bool, dry_run: bool = False, **options: Any) -> None:
        client = Client(read_profiles(configuration_path(os.environ)).get(profile_name()))
        try:
            command(Context(client, Output(as_json), is_rehearsing=dry_run), *args, **options)
        finally:
            client.close()

    return json_option(update_wrapper(run, command))
