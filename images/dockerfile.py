"""What a Dockerfile says about itself: the images of ours it builds on, and the files it copies."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
OWN = re.compile(r"^guiche/(?P<name>[a-z-]+):")


@dataclass(frozen=True)
class Dockerfile:
    path: Path
    parents: tuple[str, ...]
    """Our images it starts from."""
    sources: tuple[str, ...]
    """Paths in the repository that it copies."""


def image_names() -> tuple[str, ...]:
    """Every image that has a folder here."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/Dockerfile")))


def read_dockerfile(name: str, *, registry: bool) -> Dockerfile:
    """The recipe of image `name`: an official image where a registry answers, else Debian's packages."""
    debian = FOLDER / name / "debian.Dockerfile"
    path = FOLDER / name / "Dockerfile" if registry or not debian.exists() else debian
    parents: list[str] = []
    sources: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["FROM"] and (own := OWN.match(words[1])):
            parents.append(_image(words[1], own["name"]))
        elif words[:1] == ["COPY"]:
            arguments = [word for word in words[1:] if not word.startswith("--")]
            if not any(word.startswith("--from=") for word in words):
                sources.extend(arguments[:-1])
    return Dockerfile(path, tuple(dict.fromkeys(parents)), tuple(sources))


def _image(reference: str, name: str) -> str:
    """`base` has one image for each suite of Debian, so its tag belongs to the name."""
    return reference.removeprefix("guiche/") if name == "base" else name


def in_build_order(wanted: tuple[str, ...], *, registry: bool) -> list[str]:
    """`wanted` and everything they build on, parents first."""
    ordered: list[str] = []

    def add(name: str) -> None:
        if name in ordered:
            return
        if not name.startswith("base:"):
            for parent in read_dockerfile(name, registry=registry).parents:
                add(parent)
        ordered.append(name)

    for name in wanted:
        add(name)
    return ordered
