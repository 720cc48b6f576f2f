"""One platform on this machine: its names, its port, and the folder that remembers it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
MACHINE_FOLDER = REPOSITORY / ".demo"
"""Holds what is the machine's rather than an instance's: the engine's log and what we did to it."""
BASE_DOMAIN = "localhost"
LABEL = "guiche.instance"


@dataclass(frozen=True)
class Instance:
    name: str = "guiche"
    port: int = 8080
    tag: str = "dev"

    @property
    def folder(self) -> Path:
        """The default instance is the demo; others are tests that run beside it."""
        return MACHINE_FOLDER if self.name == "guiche" else REPOSITORY / ".test" / self.name

    @property
    def labels(self) -> dict[str, str]:
        return {LABEL: self.name}

    def image(self, name: str) -> str:
        return f"guiche/{name}:{self.tag}"

    def url(self, host: str) -> str:
        """The address people open: http://<host>.localhost:<port>."""
        return f"http://{host}.{BASE_DOMAIN}:{self.port}"


def read_json(path: Path) -> dict[str, Any]:
    """The file's object, or an empty one when there is no file."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replaces the file whole; its owner alone may read it, and under sudo that is whoever called sudo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    caller = int(os.environ.get("SUDO_UID", "-1")), int(os.environ.get("SUDO_GID", "-1"))
    os.chown(draft, *caller)
    os.chown(path.parent, *caller)
    draft.replace(path)
