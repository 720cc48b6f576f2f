"""Overlay networks, found by exact name."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from control_plane.adapters.engine_api import Engine, Json
from control_plane.adapters.names import TENANT
from control_plane.errors import StepFailed

REMOVAL_SECONDS = 60
_NOT_YET = ("in use", "has active endpoints", "not found")
"""Not found, while it is still listed: the engine is taking it off its node at that moment."""


@dataclass(frozen=True)
class Network:
    id: str
    name: str
    is_internal: bool
    is_attachable: bool
    labels: dict[str, str]


class Networks:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, name: str) -> Network | None:
        """The overlay network of exactly this name."""
        # the engine's own name filter matches parts of names; a driver filter would miss one just created
        found = self._engine.networks(filters={"name": name, "scope": "swarm"})
        return next((_network(each) for each in found if each["Name"] == name), None)

    def labelled(self, label: str) -> dict[str, Network]:
        """Every overlay network with this label (`name=value`), by name: one question for all of them."""
        found = self._engine.networks(filters={"label": label, "scope": "swarm"})
        return {each["Name"]: _network(each) for each in found}

    def create(self, name: str, labels: dict[str, str], *, internal: bool) -> Network:
        """An attachable overlay network; `internal` ones have no way out.

        Returns the one that exists when its owner is the same. Raises StepFailed when it is someone else's.
        """
        existing = self.find(name)
        if existing is None:
            self._engine.create_network(
                name, driver="overlay", internal=internal, attachable=True, labels=labels, scope="swarm"
            )
            existing = self.find(name)
        if existing is None:
            raise StepFailed("network_missing", f"The network {name} was created but cannot be found.")
        if existing.labels.get(TENANT) != labels.get(TENANT) or existing.is_internal != internal:
            raise StepFailed(
                "name_taken", f"A network {name} exists that belongs to something else: remove or rename it."
            )
        return existing

    def remove(self, name: str, tick: Callable[[], None]) -> None:
        """Removes it once nothing uses it any more, and returns when it is gone."""
        limit = time.monotonic() + REMOVAL_SECONDS
        while (network := self.find(name)) is not None:
            tick()
            try:
                self._engine.remove_network(network.id)
            except StepFailed as error:
                if not any(words in error.message for words in _NOT_YET):
                    raise
            if time.monotonic() > limit:
                raise StepFailed("network_in_use", f"The network {name} is still in use: see what holds it.")
            time.sleep(0.3)


def _network(found: Json) -> Network:
    return Network(
        id=found["Id"],
        name=found["Name"],
        is_internal=bool(found.get("Internal")),
        is_attachable=bool(found.get("Attachable")),
        labels=found.get("Labels") or {},
    )
