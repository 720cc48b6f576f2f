"""Where the API is and who we are, by profile: a file that `guiche login` writes.

{"current": "default", "profiles": {"default": {"url": …, "token": …}, …}}; before there were profiles it held
one's url and token alone, which are read as the profile `default`.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from control_plane.cli.outcome import BadInput

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True)
class Configuration:
    url: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Profiles:
    """What the file holds."""

    current: str = DEFAULT
    """Whose commands are, when nobody says otherwise."""
    known: Mapping[str, Configuration] = field(default_factory=dict)

    def get(self, name: str | None = None) -> Configuration:
        """Raises BadInput saying to sign in first."""
        found = self.known.get(name or self.current)
        if found is not None:
            return found
        option = f" --profile {name}" if name else ""
        others = f" There is: {', '.join(sorted(self.known))}." if self.known else ""
        command = f"guiche{option} login --url http://panel.localhost:8080 --token-stdin"
        raise BadInput(f"Not signed in: run {command}.{others}")

    def with_one(self, name: str, configuration: Configuration) -> "Profiles":
        """This one too; the first there is, is the current one."""
        current = self.current if self.known else name
        return Profiles(current, {**self.known, name: configuration})

    def using(self, name: str) -> "Profiles":
        """It is the current one from now on. Raises BadInput."""
        self.get(name)
        return replace(self, current=name)

    def without(self, name: str) -> "Profiles":
        """Its token is forgotten here (and still good: revoke it in the panel). Raises BadInput."""
        self.get(name)
        return replace(self, known={key: value for key, value in self.known.items() if key != name})


def checked_name(name: str) -> str:
    """Raises BadInput for what is no name of a profile."""
    if not _NAME.fullmatch(name):
        raise BadInput("A profile's name: up to 40 letters, digits, dots, dashes and underscores.")
    return name


def configuration_path(environ: Mapping[str, str]) -> Path:
    """$GUICHE_CONFIG, else ~/.config/guiche/config.json."""
    named = environ.get("GUICHE_CONFIG")
    return Path(named) if named else Path.home() / ".config/guiche/config.json"


def read_profiles(path: Path) -> Profiles:
    """None while there is no file. Raises BadInput for one that cannot be read."""
    try:
        stored = json.loads(path.read_text())
        if "profiles" not in stored:
            stored = {"current": DEFAULT, "profiles": {DEFAULT: stored}}
        known = {
            str(name): Configuration(one["url"].rstrip("/"), one["token"])
            for name, one in stored["profiles"].items()
        }
        return Profiles(str(stored["current"]), known)
    except FileNotFoundError:
        return Profiles()
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"{path} cannot be read ({error}): remove it and run guiche login again.") from error


def write_profiles(path: Path, profiles: Profiles) -> None:
    """Replaces the file at once; only its owner may read it. Raises BadInput where none can be written."""
    temporary = path.with_suffix(".new")
    known = {name: asdict(one) for name, one in profiles.known.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"current": profiles.current, "profiles": known}, file)
        temporary.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error}): name another in GUICHE_CONFIG.") from error
