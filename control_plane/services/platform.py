"""What the runner last saw of the platform: capacity, inventory, edge."""

from typing import Any

from control_plane.database import Sessions, reading
from control_plane.errors import NotFound
from control_plane.models import PlatformFact


class Facts:
    """The panel cannot ask Docker; it shows what the runner wrote down."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def get(self, name: str) -> dict[str, Any]:
        """The fact's value with `seen_at`. Raises NotFound while the runner has not looked yet."""
        with reading(self._sessions) as session:
            fact = session.get(PlatformFact, name)
        if fact is None:
            raise NotFound("not_seen_yet", f"The runner has not reported its {name} yet: see that it runs.")
        return {**fact.value, "seen_at": fact.seen_at.isoformat()}
