"""The log of a tenant's service, as the engine keeps it."""

from dataclasses import dataclass
from datetime import datetime

from control_plane.adapters.engine_api import Engine

MOST_LINES = 200
"""Asked for at a time: whoever writes more between two looks loses the oldest of it."""


@dataclass(frozen=True, order=True)
class Line:
    at: str
    """RFC 3339 with nine digits of a second, so that the order of text is that of time."""
    text: str


class ServiceLogs:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, service: str, last_at: str) -> list[Line]:
        """Lines newer than `last_at` ('' is: the last there are), oldest first. Raises ObjectMissing."""
        chunks = self._engine.service_logs(
            service,
            stdout=True,
            stderr=True,
            tail=MOST_LINES,
            is_tty=False,
            since=_whole_seconds(last_at),
            timestamps=True,
        )
        text = b"".join(chunks).decode("utf-8", errors="replace")
        lines = (Line(*_parted(each)) for each in text.split("\n") if each)
        return sorted(line for line in lines if line.at > last_at)


def _parted(line: str) -> tuple[str, str]:
    at, _, text = line.partition(" ")
    return at, text.rstrip("\r")


def _whole_seconds(at: str) -> int:
    """The engine takes no parts of a second here."""
    return int(datetime.fromisoformat(f"{at[:19]}+00:00").timestamp()) if at else 0
