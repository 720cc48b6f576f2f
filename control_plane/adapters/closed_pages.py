"""Pages that the edge shows instead of a tenant: one file per hostname, in the volume it reads: no reload."""

from pathlib import Path

from control_plane.adapters.edge import is_hostname, put_file
from control_plane.errors import StepFailed

_FOLDER = ".closed"
"""No hostname begins with a dot, so none is ever asked for by this name."""


class ClosedPages:
    def __init__(self, hosts: Path) -> None:
        """`hosts`: the directory of the edge's allow-list."""
        self._directory = hosts / _FOLDER

    def known(self) -> dict[str, str]:
        """Hostname → page. Raises StepFailed when they cannot be read."""
        try:
            self._directory.mkdir(mode=0o755, exist_ok=True)
            found = [each for each in self._directory.iterdir() if is_hostname(each.name)]
            return {each.name: each.read_text(encoding="utf-8") for each in found}
        except OSError as error:
            raise StepFailed("edge_hosts", f"The edge's pages cannot be read: {error}") from error

    def show(self, hostname: str, page: str) -> None:
        """Appears at once or not at all. Raises StepFailed."""
        try:
            self._directory.mkdir(mode=0o755, exist_ok=True)
            put_file(self._directory, hostname, page)
        except OSError as error:
            raise StepFailed("edge_hosts", f"The edge's pages cannot be written: {error}") from error

    def remove(self, hostname: str) -> None:
        """The tenant is shown again."""
        if is_hostname(hostname):
            (self._directory / hostname).unlink(missing_ok=True)
