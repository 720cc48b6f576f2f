"""Strict reading of settings from an environment mapping, every problem reported at once.

A secret is never a variable: `NAME_FILE` names the file that holds it (a Swarm secret).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SettingsError(Exception):
    """One or more settings are missing or malformed; the text lists all of them, one a line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("settings: " + "; ".join(problems))


@dataclass
class SettingsReader:
    """Reads typed values and collects problems; call `finish()` once everything was read."""

    environ: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str | None = None) -> str:
        """The variable, or `default`; a missing one without default is a problem."""
        value = self.environ.get(name, "")
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set")
            return ""
        return default

    def integer(self, name: str, default: int) -> int:
        """A whole number of zero or more."""
        value = self.environ.get(name, "")
        if not value:
            return default
        if not value.isdecimal():
            self.problems.append(f"{name} must be a whole number, not {value!r}")
            return default
        return int(value)

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of `allowed`."""
        value = self.environ.get(name, default)
        if value not in allowed:
            self.problems.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
            return default
        return value

    def secret(self, name: str) -> str:
        """The content of the file named by `NAME_FILE`, without its last line break."""
        path = self.environ.get(f"{name}_FILE", "")
        if not path:
            self.problems.append(f"{name}_FILE is not set")
            return ""
        try:
            value = Path(path).read_text(encoding="utf-8").rstrip("\n")
        except OSError as error:
            self.problems.append(f"{name}_FILE cannot be read: {error.strerror}")
            return ""
        if not value:
            self.problems.append(f"{name}_FILE names an empty file")
        return value

    def finish(self) -> None:
        """Raises SettingsError if anything read so far was wrong."""
        if self.problems:
            raise SettingsError(self.problems)
