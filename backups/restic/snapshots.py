"""Lists what the repository holds: a backup counts only when it is found again here."""

import json
from dataclasses import dataclass
from typing import Any

from backups.restic.repository import Repository, json_lines


@dataclass(frozen=True)
class Snapshot:
    id: str
    time: str
    tags: frozenset[str]
    original: str = ""
    """Of a copy: the id of the snapshot that it was first made of."""

    path: str = ""
    """What was stored."""

    @property
    def first_id(self) -> str:
        """The same in every repository that holds a copy."""
        return self.original or self.id

    @property
    def run_id(self) -> str:
        """The operation that made it."""
        return next((tag.removeprefix("run-") for tag in self.tags if tag.startswith("run-")), "")

    @property
    def kind(self) -> str:
        """database, media or manifest."""
        return next((tag.removeprefix("kind-") for tag in self.tags if tag.startswith("kind-")), "")


def list_snapshots(repository: Repository, *, host: str, tags: list[str] | None = None) -> list[Snapshot]:
    """Snapshots of `host` that carry all of `tags`, oldest first."""
    chosen = ["--tag", ",".join(tags)] if tags else []
    output = repository.call("snapshots", "--host", host, *chosen, timeout=120)
    found: list[dict[str, Any]] = json.loads(output or "[]")
    return [
        Snapshot(
            item["id"],
            item["time"],
            frozenset(item.get("tags") or ()),
            item.get("original") or "",
            item["paths"][0],
        )
        for item in found
    ]


def file_size(repository: Repository, snapshot: str, name: str) -> int | None:
    """Size in bytes of the file `name` in a snapshot, or None if it is not there."""
    for line in json_lines(repository.call("ls", snapshot, timeout=300)):
        if line.get("type") == "file" and line.get("path") == f"/{name}":
            return int(line["size"])
    return None
