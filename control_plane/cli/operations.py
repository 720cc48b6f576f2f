"""guiche operation … and guiche inventory"""

from datetime import datetime
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import (
    MOMENT,
    Context,
    even_untried_option,
    list_options,
    must_agree,
    signed_in,
    wait_option,
    with_offset,
    yes_option,
)
from control_plane.cli.completion import complete_slugs
from control_plane.cli.operation_card import operation_card, step_lines
from control_plane.cli.outcome import BadInput
from control_plane.cli.secret_files import SECRET_FILE, read_secret
from control_plane.operations.catalog import KINDS
from control_plane.operations.states import ENDED, LIVE


@click.group()
def operation() -> None:
    """What is being done to tenants."""


@operation.command("watch")
@click.argument("operation_id")
@signed_in
def watch(context: Context, operation_id: str) -> None:
    """Follow an operation to its end; exits 1 unless it has succeeded: what was taken back has not."""
    shown = context.client.get(path_to("operations", operation_id))
    ended = context.submitted(shown, wait=True, good="succeeded")
    if context.output.as_json:
        context.output.document(ended)


@operation.command("show")
@click.argument("operation_id")
@signed_in
def show(context: Context, operation_id: str) -> None:
    """One look at an operation, its steps and their output; exits 0 whatever became of it."""
    found = context.client.get(path_to("operations", operation_id))
    context.output.card(found, operation_card(found))
    for line in step_lines(found):
        context.output.line(line)


@operation.command("list")
@click.option("--tenant", metavar="SLUG", shell_complete=complete_slugs, help="Only this tenant's.")
@click.option("--kind", type=click.Choice(tuple(KINDS)))
@click.option("--state", type=click.Choice((*LIVE, *ENDED)))
@click.option("--since", type=MOMENT, metavar="DAY", help="Asked for then or later, in this machine's time.")
@click.option("--until", type=MOMENT, metavar="DAY", help="Asked for before then.")
@click.option("--search", "q", metavar="TEXT", help="In ids, names, errors and output.")
@list_options(20)
@signed_in
def list_(context: Context, since: datetime | None, until: datetime | None, **wanted: Any) -> None:
    """The newest operations. A DAY is 2026-11-22, or 2026-11-22T14:30:00."""
    times: dict[str, Any] = {"since": with_offset(since), "until": with_offset(until)}
    answer = context.rows("/operations", **wanted, **times)
    context.output.table(answer, ("id", "kind", "tenant", "state", "requested_by", "created_at"))


@operation.command("explain")
@click.argument("operation_id")
@signed_in
def explain(context: Context, operation_id: str) -> None:
    """Why an operation failed, what that means for the tenant, and what to do."""
    try:
        found = context.client.get(path_to("operations", operation_id, "explanation"))
    except BadInput as refused:
        error = refused.document["error"]
        if error["code"] != "nothing_to_explain":
            raise
        healthy = {"operation": operation_id, "code": None, "message": error["message"]}
        context.output.done(error["message"], healthy)
        return
    context.output.card(
        found,
        {
            "what": f"{found['message']} ({found['code']})",
            "why": found["cause"],
            f"for {found['tenant']['slug']}": found["tenant"]["means"],
            "check": found["check"],
            "do": found["next"],
            "resume": found["resume"]["means"],
        },
    )


@operation.command("cancel")
@click.argument("operation_id")
@wait_option
@signed_in
def cancel(context: Context, operation_id: str, wait: bool) -> None:
    """Stop an operation before its next step; what is done stays, and resume goes on from there."""
    answer = context.client.post(path_to("operations", operation_id, "cancel"))
    ended = context.submitted(answer, wait, good="canceled")
    if context.output.as_json:
        context.output.document(ended)


@operation.command("resume")
@click.argument("operation_id")
@click.option("--whatsapp-token-file", type=SECRET_FILE, metavar="FILE", help="Another WhatsApp token.")
@click.option("--app-secret-file", type=SECRET_FILE, metavar="FILE", help="Another app secret.")
@click.option("--fila-ia-key-file", type=SECRET_FILE, metavar="FILE", help="Another FILA-IA key.")
@click.option("--phone-number-id", metavar="ID", help="Another WhatsApp number's id.")
@click.option("--waba-id", metavar="ID", help="Another WhatsApp Business account's id.")
@click.option("--display-phone-number", metavar="NUMBER", help="The number as people see it.")
@even_untried_option
@wait_option
@signed_in
def resume(context: Context, operation_id: str, wait: bool, **given: Any) -> None:
    """Start a failed operation again; what holds already is skipped.

    A creation that failed because of a credential takes the right one here; what is not given stays as it
    was. A FILE holds nothing but the secret; - reads it from standard input.
    """
    body = {**_correction(given), "even_untried": given["even_untried"]}
    before = context.client.get(path_to("operations", operation_id))
    answer = context.client.post(path_to("operations", operation_id, "resume"), body)
    ended = context.submitted(answer, wait, is_news=before["state"] not in LIVE)
    if context.output.as_json:
        context.output.document(ended)


@operation.command("undo")
@click.argument("operation_id")
@yes_option
@wait_option
@signed_in
def undo(context: Context, operation_id: str, yes: bool, wait: bool) -> None:
    """Abandon a failed creation: take back all that it made. It asks first."""
    if not yes:
        found = context.client.get(path_to("operations", operation_id))
        must_agree(f"All that the creation of {found['tenant']} made will be taken back.")
    ended = context.submitted(context.client.post(path_to("operations", operation_id, "undo")), wait)
    if context.output.as_json:
        context.output.document(ended)


@click.command("inventory")
@signed_in
def inventory(context: Context) -> None:
    """What differs between Docker and the database."""
    context.output.facts(context.client.get("/inventory"))


def _correction(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    whatsapp = {
        "token": read_secret(given["whatsapp_token_file"]),
        "app_secret": read_secret(given["app_secret_file"]),
        **{name: given[name] for name in ("phone_number_id", "waba_id", "display_phone_number")},
    }
    sections = {"whatsapp": whatsapp, "fila_ia": {"key": read_secret(given["fila_ia_key_file"])}}
    return {
        section: values
        for section, fields in sections.items()
        if (values := {name: value for name, value in fields.items() if value is not None})
    }
