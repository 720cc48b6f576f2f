"""guiche tenant brand"""

import base64
from pathlib import Path
from typing import Any

import click

from control_plane.cli.client import path_to
from control_plane.cli.commands import Context, signed_in, submit_options
from control_plane.cli.completion import slug_argument
from control_plane.cli.outcome import BadInput
from control_plane.cli.values import NOTHING, since, size

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TEXTS = ("name", "login_text", "colour")
_PICTURES = ("logo", "favicon")
_FIELDS = (*_TEXTS, *_PICTURES)
_MOST_BYTES = 2_000_000
"""What is larger is not even sent: the API would not read it to the end. The limit itself is the API's."""


@click.command("brand")
@slug_argument
@click.option("--name", help="The client's name on its pages and in its e-mails.")
@click.option("--login-text", help="Below the name, where its people sign in.")
@click.option("--colour", metavar="#RRGGBB", help="Both themes are made of it.")
@click.option("--logo", type=_FILE, metavar="FILE", help="PNG, JPEG or WebP of at most 350 KB.")
@click.option("--favicon", type=_FILE, metavar="FILE", help="The icon of tabs and home screens.")
@click.option(
    "--reset",
    "resets",
    multiple=True,
    type=click.Choice([field.replace("_", "-") for field in _FIELDS]),
    help="Back to as the help desk comes; may be repeated.",
)
@submit_options
@signed_in
def brand(context: Context, slug: str, wait: bool, resets: tuple[str, ...], **given: Any) -> None:
    """Change how a tenant looks; without options: what was last set from here.

    What no option names stays. The client's own admin can change it too: the last change counts.
    """
    body = _body(given, [field.replace("-", "_") for field in resets])
    path = path_to("tenants", slug, "brand")
    if not body:
        found = context.client.get(path)
        context.output.card(found, _card(found))
        return
    ended = context.submitted(context.submit(path, body, method="PATCH")["operation"], wait)
    if context.output.as_json:
        context.output.document(ended)


def _body(given: dict[str, Any], resets: list[str]) -> dict[str, str | None]:
    body: dict[str, str | None] = {name: given[name] for name in _TEXTS if given[name] is not None}
    body |= {name: _in_base64(given[name]) for name in _PICTURES if given[name] is not None}
    if both := sorted(body.keys() & set(resets)):
        names = ", ".join(name.replace("_", "-") for name in both)
        raise BadInput(f"Set it or bring it back with --reset, not both: {names}.")
    return body | dict.fromkeys(resets)


def _in_base64(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    if len(content) > _MOST_BYTES:
        raise BadInput(f"{path} is far too large ({size(len(content))}): make the picture smaller.")
    return base64.b64encode(content).decode()


def _card(brand: dict[str, Any]) -> dict[str, str]:
    texts = {name.replace("_", " "): brand[name] or NOTHING for name in _TEXTS}
    pictures = {name: _picture(brand[name]) for name in _PICTURES}
    changed = f"{since(brand['changed_at'])} by {brand['changed_by']}" if brand["changed_at"] else "never"
    return {**texts, **pictures, "changed from here": changed}


def _picture(picture: dict[str, Any] | None) -> str:
    return f"{picture['content_type']}, {size(picture['bytes'])}" if picture else NOTHING
