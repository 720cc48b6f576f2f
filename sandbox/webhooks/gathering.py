"""Holds updates back for a moment, to deliver them in one body or in the wrong order."""

from collections import defaultdict
from collections.abc import Callable

from sandbox.faults import Faults
from sandbox.registry import Registry
from sandbox.timeline import Timeline
from sandbox.webhooks.envelope import Update

GATHER_SECONDS = 0.3
MOST_UPDATES = 1000
"""Source: Meta, webhooks/create-webhook-endpoint."""


class Gathering:
    """`send` gets each list of updates that belongs in one body."""

    def __init__(
        self,
        registry: Registry,
        faults: Faults,
        timeline: Timeline,
        send: Callable[[list[Update]], None],
    ) -> None:
        self._registry = registry
        self._faults = faults
        self._timeline = timeline
        self._send = send
        self._held: list[Update] = []
        self._joined = False
        self._reversed = False

    def take(self, update: Update) -> bool:
        """Holds the update back if a fault says so; otherwise it is the caller's to send."""
        joined = self._faults.strikes("webhook", "batch")
        turned = self._faults.strikes("webhook", "reorder")
        if not (joined or turned):
            return False
        self._joined |= joined
        self._reversed |= turned
        self._held.append(update)
        if len(self._held) == 1:
            self._timeline.after(GATHER_SECONDS, self._release)
        return True

    def _release(self) -> None:
        held, joined = self._held, self._joined
        if self._reversed:
            held.reverse()
        self._held, self._joined, self._reversed = [], False, False
        for updates in self._together(held) if joined else ([update] for update in held):
            self._send(updates)

    def _together(self, updates: list[Update]) -> list[list[Update]]:
        """One list per callback and app secret: only those can share a signed body."""
        groups: dict[tuple[str, str], list[Update]] = defaultdict(list)
        for update in updates:
            callback = self._registry.callback_for(update.number, update.field)
            groups[callback.url if callback else "", update.number.app_secret].append(update)
        most = int(self._faults.value("webhook", "batch_size")) or MOST_UPDATES
        return [
            group[start : start + most] for group in groups.values() for start in range(0, len(group), most)
        ]
