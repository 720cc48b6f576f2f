"""Where the API is and who we are: a file that `guiche login` writes."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from control_plane.cli.outcome import BadInput


@dataclass(frozen=True)
class Configuration:
    url: str
    token: str = field(repr=False)


def configuration_path(environ: Mapping[str, str]) -> Path:
    """$GUICHE_CONFIG, else ~/.config/guiche/config.json."""
    named = environ.get("GUICHE_CONFIG")
    return Path(named) if named else Path.home() / ".config/guiche/config.json"


def read_configuration(path: Path) -> Configuration:
    """Raises BadInput saying to sign in first."""
    try:
        stored = json.loads(path.read_text())
        return Configuration(stored["url"].rstrip("/"), stored["token"])
    except FileNotFoundError:
        raise BadInput(
            "Not signed in: run guiche login --url http://panel.localhost:8080 --token-stdin."
        ) from None
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadInput(f"{path} cannot be read ({error}): run guiche login again.") from error


def write_configuration(path: Path, configuration: Configuration) -> None:
    """Replaces the file at once; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(configuration), file)
    temporary.replace(path)
