"""guiche tenant domains"""

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in
from control_plane.cli.completion import slug_argument


@click.command("domains")
@slug_argument
@click.option("--check", metavar="HOSTNAME", default="", help="Look at this one now.")
@signed_in
def domains(context: Context, slug: str, check: str) -> None:
    """Where a tenant's hostnames lead, where they must, and until when their certificates last."""
    path = path_to("tenants", slug, "domains")
    if check:
        context.client.post(path_to("tenants", slug, "domains", check, "check"))
    columns = ("name", "dns", "found", "wanted", "may_have_certificate", "certificate_until")
    context.output.table(context.client.get(path), columns)


@click.command("healings")
@slug_argument
@signed_in
def healings(context: Context, slug: str) -> None:
    """What the platform tried by itself when the tenant did not answer."""
    columns = ("started_at", "rung", "problem", "helped", "over_at")
    context.output.table(context.client.get(path_to("tenants", slug, "healings")), columns)
