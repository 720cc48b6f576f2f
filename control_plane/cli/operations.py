"""guiche operation … and guiche inventory"""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from control_plane.cli.commands import MOMENT, Context, signed_in, wait_option, with_offset
from control_plane.cli.outcome import BadInput
from control_plane.operations.catalog import KINDS
from control_plane.operations.states import ENDED, LIVE

_SECRET_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)


@click.group()
def operation() -> None:
    """What is being done to tenants."""


@operation.command("watch")
@click.argument("operation_id")
@signed_in
def watch(context: Context, operation_id: str) -> None:
    """Follow an operation to its end."""
    shown = context.client.get(f"/operations/{operation_id}")
    ended = context.submitted(shown, wait=True)
    if context.output.as_json:
        context.output.document(ended)


@operation.command("list")
@click.option("--tenant", metavar="SLUG", help="Only this tenant's.")
@click.option("--kind", type=click.Choice(tuple(KINDS)))
@click.option("--state", type=click.Choice((*LIVE, *ENDED)))
@click.option("--since", type=MOMENT, metavar="DAY", help="Asked for then or later, in this machine's time.")
@click.option("--until", type=MOMENT, metavar="DAY", help="Asked for before then.")
@click.option("--search", "q", metavar="TEXT", help="In ids, names, errors and output.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@signed_in
def list_(context: Context, since: datetime | None, until: datetime | None, **wanted: Any) -> None:
    """The newest operations. A DAY is 2026-11-22, or 2026-11-22T14:30:00."""
    times = {"since": with_offset(since), "until": with_offset(until)}
    answer = context.client.get("/operations", **wanted, **times)
    context.output.table(answer, ("id", "kind", "tenant", "state", "requested_by", "created_at"))


@operation.command("cancel")
@click.argument("operation_id")
@wait_option
@signed_in
def cancel(context: Context, operation_id: str, wait: bool) -> None:
    """Stop an operation before its next step; what is done stays, and resume goes on from there."""
    answer = context.client.post(f"/operations/{operation_id}/cancel")
    ended = context.submitted(answer, wait, good="canceled")
    if context.output.as_json:
        context.output.document(ended)


@operation.command("resume")
@click.argument("operation_id")
@click.option("--whatsapp-token-file", type=_SECRET_FILE, metavar="FILE", help="Another WhatsApp token.")
@click.option("--app-secret-file", type=_SECRET_FILE, metavar="FILE", help="Another app secret.")
@click.option("--fila-ia-key-file", type=_SECRET_FILE, metavar="FILE", help="Another FILA-IA key.")
@click.option("--phone-number-id", metavar="ID", help="Another WhatsApp number's id.")
@click.option("--waba-id", metavar="ID", help="Another WhatsApp Business account's id.")
@click.option("--display-phone-number", metavar="NUMBER", help="The number as people see it.")
@wait_option
@signed_in
def resume(context: Context, operation_id: str, wait: bool, **given: Any) -> None:
    """Start a failed operation again; what holds already is skipped.

    A creation that failed because of a credential takes the right one here; what is not given stays as it
    was. A FILE holds nothing but the secret; - reads it from standard input.
    """
    answer = context.client.post(f"/operations/{operation_id}/resume", _correction(given))
    ended = context.submitted(answer, wait)
    if context.output.as_json:
        context.output.document(ended)


@operation.command("undo")
@click.argument("operation_id")
@wait_option
@signed_in
def undo(context: Context, operation_id: str, wait: bool) -> None:
    """Abandon a failed creation: take back all that it made."""
    ended = context.submitted(context.client.post(f"/operations/{operation_id}/undo"), wait)
    if context.output.as_json:
        context.output.document(ended)


@click.command("inventory")
@signed_in
def inventory(context: Context) -> None:
    """What differs between Docker and the database."""
    context.output.facts(context.client.get("/inventory"))


def _correction(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    whatsapp = {
        "token": _secret(given["whatsapp_token_file"]),
        "app_secret": _secret(given["app_secret_file"]),
        **{name: given[name] for name in ("phone_number_id", "waba_id", "display_phone_number")},
    }
    sections = {"whatsapp": whatsapp, "fila_ia": {"key": _secret(given["fila_ia_key_file"])}}
    return {
        section: values
        for section, fields in sections.items()
        if (values := {name: value for name, value in fields.items() if value is not None})
    }


def _secret(path: Path | None) -> str | None:
    """What the file holds. Raises BadInput when that is nothing."""
    if path is None:
        return None
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            secret = str(file.read()).strip()
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    if not secret:
        raise BadInput(f"{path} is empty: put the secret into it, and nothing else.")
    return secret
