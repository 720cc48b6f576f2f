"""Swarm secrets under versioned names: immutable, so another value is another secret."""

from collections.abc import Iterable
from dataclasses import dataclass

from control_plane.adapters.docker_engine import EngineRefused
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.names import TENANT, TenantNames, secret_name
from control_plane.errors import StepFailed


@dataclass(frozen=True)
class Secret:
    """Where a secret is; never what it says."""

    id: str
    object_name: str
    """In the engine, versioned."""
    name: str
    """As programs know it: /run/secrets/<name>."""


class Secrets:
    def __init__(self, engine: Engine, platform_key: str) -> None:
        self._engine = engine
        self._platform_key = platform_key

    def object_name(self, names: TenantNames, name: str, value: str) -> str:
        return secret_name(names.stack, name, value, self._platform_key)

    def find(self, names: TenantNames, name: str, value: str) -> Secret | None:
        """The secret that holds exactly this value."""
        return self._find(self.object_name(names, name, value), name)

    def _find(self, object_name: str, name: str) -> Secret | None:
        for found in self._engine.secrets(filters={"name": object_name}):
            if found["Spec"]["Name"] == object_name:
                return Secret(found["ID"], object_name, name)
        return None

    def ensure(self, names: TenantNames, name: str, value: str) -> Secret:
        """Creates it unless it is there. Raises StepFailed when the engine refuses."""
        return self.hold(names.stack, names.labels("secret"), name, value)

    def hold(self, stack: str, labels: dict[str, str], name: str, value: str) -> Secret:
        """The same for whoever is no tenant."""
        object_name = secret_name(stack, name, value, self._platform_key)
        found = self._find(object_name, name)
        if found is not None:
            return found
        made = self._engine.create_secret(object_name, value.encode(), labels=labels)
        return Secret(made["ID"], object_name, name)

    def all_of(self, tenant_id: str) -> list[Secret]:
        """Every secret of a tenant, old versions included."""
        found = self._engine.secrets(filters={"label": f"{TENANT}={tenant_id}"})
        return [Secret(each["ID"], each["Spec"]["Name"], each["Spec"]["Name"]) for each in found]

    def remove(self, secrets: Iterable[Secret]) -> None:
        """Raises StepFailed while a service still uses one of them."""
        for secret in secrets:
            try:
                self._engine.remove_secret(secret.id)
            except EngineRefused as error:
                if error.http_status == 404:
                    continue
                raise StepFailed(
                    "secret_in_use", f"The secret {secret.object_name} is still in use: {error.message}"
                ) from error
