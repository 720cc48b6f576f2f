"""guiche operation … and guiche inventory"""

import click

from control_plane.cli.commands import Context, signed_in, wait_option


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
@click.option("--tenant", help="Only this tenant's.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@signed_in
def list_(context: Context, tenant: str | None, limit: int) -> None:
    """The newest operations."""
    answer = context.client.get("/operations", tenant=tenant, limit=limit)
    context.output.table(answer, ("id", "kind", "tenant", "state", "requested_by", "created_at"))


@operation.command("resume")
@click.argument("operation_id")
@wait_option
@signed_in
def resume(context: Context, operation_id: str, wait: bool) -> None:
    """Start a failed operation again; what holds already is skipped."""
    ended = context.submitted(context.client.post(f"/operations/{operation_id}/resume"), wait)
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
