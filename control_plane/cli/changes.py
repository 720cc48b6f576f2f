"""guiche tenant change, and the way back: guiche operation revert"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import (
    Context,
    even_untried_option,
    must_agree,
    signed_in,
    submit_options,
    yes_option,
)
from control_plane.cli.completion import complete_plans, slug_argument
from control_plane.cli.outcome import BadInput
from control_plane.cli.secret_files import SECRET_FILE, read_secret
from control_plane.cli.tenant_plans import limit_option, read_limits

_WHATSAPP = ("phone_number_id", "waba_id", "display_phone_number", "connection")
_COLUMNS = ("field", "before", "after", "restarts")


@click.command("change")
@slug_argument
@click.option("--name", help="The client's name.")
@click.option("--locale", type=click.Choice(("pt-BR", "en", "es")))
@click.option("--timezone", metavar="ZONE")
@click.option(
    "--hostname", "hostnames", multiple=True, help="All of the tenant's own; give it once for each."
)
@click.option("--no-hostnames", is_flag=True, help="None of its own: only the platform's stays.")
@click.option("--plan", metavar="SLUG", shell_complete=complete_plans, help="See guiche plan list.")
@limit_option
@click.option("--smoke-phone", metavar="DIGITS")
@click.option("--phone-number-id", metavar="ID")
@click.option("--waba-id", metavar="ID")
@click.option("--display-phone-number", metavar="NUMBER")
@click.option("--connection", metavar="ID", help="A number connected at Meta: guiche whatsapp connections.")
@click.option("--fila-ia-url", metavar="URL")
@click.option("--whatsapp-token-file", type=SECRET_FILE, metavar="FILE")
@click.option("--app-secret-file", type=SECRET_FILE, metavar="FILE")
@click.option("--verify-token-file", type=SECRET_FILE, metavar="FILE")
@click.option("--fila-ia-key-file", type=SECRET_FILE, metavar="FILE")
@even_untried_option
@click.option("--preview", is_flag=True, help="Show what would change and restart, and stop there.")
@yes_option
@submit_options
@signed_in
def change(context: Context, slug: str, preview: bool, yes: bool, wait: bool, **given: Any) -> None:
    """Change a tenant: shows what becomes different and what restarts, and asks.

    What is not given stays as it is; --limit memory= goes back to what the plan says. A FILE holds nothing
    but the secret; - reads it from standard input.
    """
    body = _body(given)
    is_agreed = yes or context.is_rehearsing
    if preview or not is_agreed:
        shown = context.client.post(path_to("tenants", slug, "change-previews"), body)
        _show(context, shown, to_the_end=preview)
    if preview:
        return
    if not is_agreed:
        must_agree()
    answer = context.submit(path_to("tenants", slug), body, method="PATCH")
    ended = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)


@click.command("revert")
@click.argument("operation_id")
@even_untried_option
@submit_options
@signed_in
def revert(context: Context, operation_id: str, wait: bool, even_untried: bool) -> None:
    """Take a change of a tenant back."""
    answer = context.submit(path_to("operations", operation_id, "revert"), {"even_untried": even_untried})
    ended = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)


def _show(context: Context, shown: dict[str, Any], *, to_the_end: bool) -> None:
    """As a table; with --json as it came, unless something else is still to be told."""
    if not context.output.as_json:
        context.output.table({"data": [_row(row) for row in shown["changes"]]}, _COLUMNS)
        if shown["untold"]:
            context.output.line(f"No answer from {' and '.join(shown['untold'])}: see --even-untried.")
    elif to_the_end:
        context.output.document(shown)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    is_secret = row["before"] is None and row["after"] is None
    texts = {name: "(secret)" if is_secret else _text(row[name]) for name in ("before", "after")}
    return {"field": row["field"], **texts, "restarts": ", ".join(row["restarts"]) or "nothing"}


def _text(value: Any) -> str:
    if value is None:
        return "(as the plan says)"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _body(given: dict[str, Any]) -> dict[str, Any]:
    hostnames: list[str] | None = list(given["hostnames"]) or None
    if given["no_hostnames"]:
        if hostnames:
            raise BadInput("Give --hostname or --no-hostnames, not both.")
        hostnames = []
    plain = {name: given[name] for name in ("name", "locale", "timezone", "smoke_phone", "plan")}
    sections = {
        "whatsapp": {
            **{name: given[name] for name in _WHATSAPP},
            "token": read_secret(given["whatsapp_token_file"]),
            "app_secret": read_secret(given["app_secret_file"]),
            "verify_token": read_secret(given["verify_token_file"]),
        },
        "fila_ia": {"url": given["fila_ia_url"], "key": read_secret(given["fila_ia_key_file"])},
    }
    body = {
        **plain,
        "hostnames": hostnames,
        "limits": read_limits(given["limits"]) or None,
        **{name: _given(each) or None for name, each in sections.items()},
        "even_untried": given["even_untried"] or None,
    }
    return _given(body)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
