"""guiche tenant domains"""

import click

from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import slug_argument


@click.command("domains")
@slug_argument
@click.option("--check", metavar="HOSTNAME", default="", help="Look at this one now.")
@signed_in
def domains(context: Context, slug: str, check: str) -> None:
    """Where a tenant's hostnames lead, where they must, and until when their certificates last."""
    path = f"/tenants/{slug}/domains"
    if check:
        context.client.post(f"{path}/{check}/check")
    columns = ("name", "dns", "found", "wanted", "may_have_certificate", "certificate_until")
    context.output.table(context.client.get(path), columns)


@click.command("healings")
@click.argument("slug")
@signed_in
def healings(context: Context, slug: str) -> None:
    """What the platform tried by itself when the tenant did not answer."""
    columns = ("started_at", "rung", "problem", "helped", "over_at")
    context.output.table(context.client.get(f"/tenants/{slug}/healings"), columns)
