"""guiche webhook …"""

from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, list_options, signed_in
from control_plane.cli.completion import complete_slugs, slug_argument


@click.group()
def webhook() -> None:
    """What Meta sends to the platform's own app, for tenants."""


@webhook.command("list")
@click.option("--tenant", metavar="SLUG", shell_complete=complete_slugs, help="Only this tenant's.")
@click.option("--state", type=click.Choice(("waiting", "delivered", "unknown", "dead")))
@list_options(50)
@signed_in
def list_(context: Context, **wanted: Any) -> None:
    """What came, newest first."""
    columns = ("id", "waba_id", "tenant", "about", "event", "state", "attempts", "error", "received_at")
    context.output.table(context.rows("/app-webhooks", **wanted), columns)


@webhook.command("callback")
@signed_in
def callback(context: Context) -> None:
    """What to enter in Meta's App Dashboard."""
    context.output.facts(context.client.get("/app-webhooks/callback"))


@webhook.command("give")
@click.argument("waba_id")
@slug_argument
@signed_in
def give(context: Context, waba_id: str, slug: str) -> None:
    """Have what came for an account that no tenant has brought to this one."""
    answer = context.client.post(path_to("app-webhooks", "accounts", waba_id, "give"), {"tenant": slug})
    context.output.done(f"{answer['given']} of account {waba_id} go to {slug}.", answer)


@webhook.command("retry")
@click.argument("webhook_id", type=int)
@signed_in
def retry(context: Context, webhook_id: int) -> None:
    """Have one that its tenant did not take delivered again."""
    answer = context.client.post(path_to("app-webhooks", webhook_id, "retry"))
    context.output.done(f"Webhook {webhook_id} waits to be delivered to {answer['tenant']}.", answer)
