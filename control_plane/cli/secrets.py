"""guiche secret …: a tenant's credentials, never their values."""

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in, submit_options
from control_plane.cli.completion import slug_argument

_COLUMNS = ("name", "version", "created_at", "proven_at", "can_rotate", "is_rotating", "due_at")


@click.group()
def secret() -> None:
    """Credentials of a tenant."""


@secret.command("list")
@slug_argument
@signed_in
def list_(context: Context, slug: str) -> None:
    """What there is and how old it is."""
    context.output.table(context.client.get(path_to("tenants", slug, "credentials")), _COLUMNS)


@secret.command("rotate")
@slug_argument
@click.argument("names", nargs=-1, metavar="[NAME]...")
@submit_options
@signed_in
def rotate(context: Context, slug: str, names: tuple[str, ...], wait: bool) -> None:
    """Give credentials new values, with nobody turned away: those named, or all that we generate.

    What Meta or FILA-IA made is not among them: get a new one there, then `guiche tenant change`.
    """
    if names and (also := _left_half_way(context, slug, names)):
        context.output.line(f"Of {', '.join(also)} two values count since a rotation before: finished too.")
    answer = context.submit(path_to("tenants", slug, "rotations"), {"credentials": list(names)})
    ended = context.submitted(answer["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)


def _left_half_way(context: Context, slug: str, names: tuple[str, ...]) -> list[str]:
    rows = context.client.get(path_to("tenants", slug, "credentials"))["data"]
    return [row["name"] for row in rows if row["is_rotating"] and row["name"] not in names]
