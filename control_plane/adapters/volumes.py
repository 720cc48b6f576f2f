"""Named volumes of the node."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from control_plane.adapters.docker_engine import EngineRefused, ObjectMissing
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.names import BIRTH, TENANT
from control_plane.errors import StepFailed

REMOVAL_SECONDS = 60


@dataclass(frozen=True)
class Volume:
    name: str
    birth: str
    """Tells a volume from a later one of the same name. Our own label: what the engine calls CreatedAt is the
    last change of the volume's directory (moby, volume/local), and moves whenever a database starts."""
    labels: dict[str, str]


class Volumes:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, name: str) -> Volume | None:
        try:
            found = self._engine.inspect_volume(name)
        except ObjectMissing:
            return None
        labels = found.get("Labels") or {}
        return Volume(found["Name"], labels.get(BIRTH, ""), labels)

    def all_of(self, tenant_id: str) -> list[str]:
        """Names of every volume that was made for a tenant, of all generations."""
        found = self._engine.volumes(filters={"label": f"{TENANT}={tenant_id}"})["Volumes"] or []
        return sorted(each["Name"] for each in found)

    def create(self, name: str, labels: dict[str, str]) -> Volume:
        """Returns the one that exists when its owner is the same; raises StepFailed when it is not."""
        volume = self.find(name)
        if volume is None:
            birth = {BIRTH: secrets.token_hex(8)}
            self._engine.create_volume(name, driver="local", labels=labels | birth)
            volume = self.find(name)
        if volume is None:
            raise StepFailed("volume_missing", f"The volume {name} was created but cannot be found.")
        if volume.labels.get(TENANT) != labels.get(TENANT):
            # never let one tenant inherit the data of another that once had its name
            raise StepFailed("name_taken", f"A volume {name} exists that belongs to something else.")
        return volume

    def remove(self, name: str, tick: Callable[[], None]) -> None:
        """Removes it once no container uses it any more, and returns when it is gone."""
        limit = time.monotonic() + REMOVAL_SECONDS
        while self.find(name) is not None:
            tick()
            try:
                self._engine.remove_volume(name)
            except ObjectMissing:
                return
            except EngineRefused as error:
                if error.http_status != 409:
                    raise
            if time.monotonic() > limit:
                raise StepFailed("volume_in_use", f"The volume {name} is still in use: see what holds it.")
            time.sleep(0.3)
