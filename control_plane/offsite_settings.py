"""Where copies of backups are kept outside this machine, and what lets us in there."""

import re
from dataclasses import dataclass, field

from foundation.settings_reader import SettingsReader

PLATFORM = "platform"
"""The name of the repository of the platform's own database, beside those of the tenants, which are ids."""
_SERVERS = ("rest:https://", "rest:http://", "s3:")


@dataclass(frozen=True)
class OffsiteSettings:
    prefix: str = ""
    """As restic names a place, without a repository's own name; empty: no copy is made."""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_set(self) -> bool:
        return bool(self.prefix)

    @property
    def folder(self) -> str | None:
        """The directory of the node (of another machine, as a rule, mounted there), where it is one."""
        return self.prefix if self.prefix.startswith("/") else None

    def location(self, instance: str, name: str) -> str:
        """A repository of its own for each tenant, named by its id, and one for the platform."""
        return f"{self.prefix}/{instance}/{name}"


def read_offsite_settings(reader: SettingsReader) -> OffsiteSettings:
    """Problems are collected in `reader`."""
    prefix = reader.text("OFFSITE_REPOSITORY", "").rstrip("/")
    user = reader.text("OFFSITE_USER", "")
    if prefix and not prefix.startswith(("/", *_SERVERS)):
        reader.problems.append(
            f"OFFSITE_REPOSITORY must begin with {', '.join(_SERVERS)} or / (a directory), not {prefix!r}"
        )
    if re.search(r"://[^/]*@", prefix):
        reader.problems.append(
            "OFFSITE_REPOSITORY must hold no login: it is OFFSITE_USER and OFFSITE_PASSWORD_FILE"
        )
    password = reader.secret("OFFSITE_PASSWORD") if prefix and user else ""
    return OffsiteSettings(prefix, user, password)
