"""guiche tenant support, who was let in, and ending it"""

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import slug_argument
from control_plane.cli.values import moment
from foundation.support_tickets import MINUTES


@click.command("support")
@slug_argument
@click.option("--reason", required=True, help="Why, in a sentence: the client's admins read it.")
@click.option(
    "--minutes",
    type=click.Choice([str(minutes) for minutes in MINUTES]),
    default=str(MINUTES[0]),
    show_default=True,
    help="It ends by itself after so many.",
)
@signed_in
def support(context: Context, slug: str, reason: str, minutes: str) -> None:
    """Enter a tenant's help desk: prints a link, alone on standard output, good once and for a minute."""
    body = {"reason": reason, "minutes": int(minutes)}
    opened = context.client.post(path_to("tenants", slug, "support-accesses"), body)
    context.output.done(opened["link"], opened)


@click.command("support-list")
@slug_argument
@signed_in
def support_list(context: Context, slug: str) -> None:
    """Who was let into the help desk, why and until when."""
    answer = context.client.get(path_to("tenants", slug, "support-accesses"))
    context.output.table(answer, ("id", "created_at", "operator", "until", "ended_at", "reason"))


@click.command("support-end")
@slug_argument
@click.argument("access_id")
@signed_in
def support_end(context: Context, slug: str, access_id: str) -> None:
    """End an access before its time: your own, or as an owner anybody's. support-list shows its id."""
    row = context.client.post(path_to("tenants", slug, "support-accesses", access_id, "end"))
    said = f"The help desk is told within seconds; at the latest it ends by itself at {moment(row['until'])}."
    context.output.done(said, row)
