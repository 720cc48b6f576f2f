"""Secrets reach a command in files, or on standard input: never in its arguments, which others can see."""

from pathlib import Path

import click

from control_plane.cli.outcome import BadInput

SECRET_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)


def read_secret(path: Path | None) -> str | None:
    """What the file holds; None for no file. Raises BadInput when that is nothing."""
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
