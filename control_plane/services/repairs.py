"""Repairs, as asked for; the runner makes them."""

from typing import Any

from control_plane.actor import Actor
from control_plane.services.submission import Submission


class Repairs:
    """Bringing what runs of a tenant back to what was asked for."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission

    def submit(self, slug: str, actor: Actor, key: str | None = None) -> tuple[dict[str, Any], bool]:
        """Queues a repair; returns the operation and whether it is new. Raises NotFound, Conflict."""
        return self._submission.submit(slug, "repair", {}, actor, key)
