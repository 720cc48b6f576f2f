"""The edge's side of a tenant: its allow-list of hostnames, and who stands in the tenant's edge network."""

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from control_plane.adapters.docker_engine import EngineRefused
from control_plane.adapters.engine_api import Engine, Json
from control_plane.adapters.names import ALIAS, ATTACH, INSTANCE, platform_aliases
from control_plane.adapters.networks import Network
from control_plane.errors import StepFailed

_HOSTNAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
)


class AllowList:
    """One empty file per known hostname, in a volume the edge reads at every request: no reload."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def known(self) -> set[str]:
        """Raises StepFailed when the directory is not there."""
        try:
            return {each.name for each in self._directory.iterdir() if is_hostname(each.name)}
        except OSError as error:
            raise StepFailed("edge_hosts", f"The edge's allow-list cannot be read: {error}") from error

    def allow(self, hostname: str) -> None:
        """Appears at once or not at all. Raises StepFailed for what is no hostname."""
        try:
            put_file(self._directory, hostname)
        except OSError as error:
            raise StepFailed("edge_hosts", f"The edge's allow-list cannot be written: {error}") from error

    def forbid(self, hostname: str) -> None:
        if is_hostname(hostname):
            (self._directory / hostname).unlink(missing_ok=True)


class CertificateList(AllowList):
    """The hostnames that the edge may fetch certificates for: beside its allow-list, and kept alike."""

    def __init__(self, hosts: Path) -> None:
        super().__init__(hosts / ".certificates")

    def known(self) -> set[str]:
        """Raises StepFailed when the directory cannot be made."""
        try:
            self._directory.mkdir(mode=0o755, exist_ok=True)
        except OSError as error:
            raise StepFailed("edge_hosts", f"The edge's allow-list cannot be written: {error}") from error
        return super().known()


def is_hostname(name: str) -> bool:
    """Whether a file of this name is one of ours."""
    return _HOSTNAME.fullmatch(name) is not None


def put_file(directory: Path, hostname: str, content: str = "") -> None:
    """Appears whole or not at all. Raises StepFailed for what is no hostname, OSError."""
    if not is_hostname(hostname):
        raise StepFailed("bad_hostname", f"{hostname!r} is not a hostname.")
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=directory)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o644)
        file.write(content)
    Path(temporary).replace(directory / hostname)


@dataclass(frozen=True)
class Attachable:
    """A standalone container that belongs in the platform's network and in every tenant's: the edge, in a
    demo the sandbox."""

    id: str
    name: str
    alias: str
    is_running: bool
    network_ids: frozenset[str]


_CONNECTED_MEANWHILE = ("already exists in network", "already attached to network")
"""What the engine says when a step and the reconciler connect the same container in the same moment: it knows
the endpoint already or, a moment earlier, the attachment that the swarm is still giving out."""


class Attachments:
    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine = engine
        self._instance = instance

    def containers(self) -> list[Attachable]:
        """Running or not; the edge is the one whose alias is `edge`."""
        labels = [f"{ATTACH}=tenants", f"{INSTANCE}={self._instance}"]
        return [_attachable(each) for each in self._engine.containers(all=True, filters={"label": labels})]

    def missing(self, network: Network) -> list[Attachable]:
        """Who should be in `network` and is not."""
        return [each for each in self.containers() if network.id not in each.network_ids]

    def present(self, network: Network) -> list[Attachable]:
        """Who is in `network`."""
        return [each for each in self.containers() if network.id in each.network_ids]

    def attach(self, network: Network) -> list[str]:
        """Connects whoever is missing; returns their names."""
        changed = []
        for container in self.missing(network):
            self._forget_namesakes(container, network)
            self._connect(container, network, [container.alias] if container.alias else [])
            changed.append(container.name)
        return changed

    def attach_to_platform(self, network: Network, containers: Iterable[Attachable]) -> list[str]:
        """Connects who of `containers` is missing in the platform's network, and anew who lacks a name there;
        returns their names.

        The engine's lists tell no aliases (moby, container/view.go): each is inspected, for this one network.
        """
        changed = []
        for container in containers:
            wanted = platform_aliases(container.alias)
            attachment = self._attachments_of(container).get(network.name)
            if attachment is not None:
                is_there = attachment.get("NetworkID") == network.id
                if is_there and set(wanted) <= set(attachment.get("Aliases") or []):
                    continue
                self._engine.disconnect_container_from_network(container.id, network.name, force=True)
            self._connect(container, network, wanted)
            changed.append(container.name)
        return changed

    def detach(self, network: Network) -> None:
        """An attached container would keep the network from being removed."""
        for container in self.present(network):
            self._engine.disconnect_container_from_network(container.id, network.id, force=True)

    def start_stopped(self) -> list[str]:
        """Starts those that an engine restart left behind; returns their names."""
        started = []
        for container in [each for each in self.containers() if not each.is_running]:
            try:
                self._engine.start(container.id)
            except EngineRefused as error:
                if "marked for removal" not in error.message:
                    raise
            else:
                started.append(container.name)
        return started

    def _forget_namesakes(self, container: Attachable, network: Network) -> None:
        """A network made anew under an old name: the stale attachment would shadow it."""
        attached = self._attachments_of(container)
        if network.name in attached and attached[network.name].get("NetworkID") != network.id:
            self._engine.disconnect_container_from_network(container.id, network.name, force=True)

    def _attachments_of(self, container: Attachable) -> dict[str, Json]:
        """By the network's name."""
        details = self._engine.inspect_container(container.id)
        return (details["NetworkSettings"] or {}).get("Networks") or {}

    def _connect(self, container: Attachable, network: Network, aliases: list[str]) -> None:
        try:
            self._engine.connect_container_to_network(container.id, network.id, aliases=aliases)
        except EngineRefused as error:
            if not any(words in error.message for words in _CONNECTED_MEANWHILE):
                raise


def _attachable(found: Json) -> Attachable:
    networks = (found.get("NetworkSettings") or {}).get("Networks") or {}
    return Attachable(
        id=found["Id"],
        name=found["Names"][0].lstrip("/"),
        alias=(found.get("Labels") or {}).get(ALIAS, ""),
        is_running=found["State"] == "running",
        network_ids=frozenset(each["NetworkID"] for each in networks.values() if each.get("NetworkID")),
    )
