"""Our own source files."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def python_files(folder: str) -> Iterator[Path]:
    """Of a package, without the frontend's folder: its modules are tens of thousands of files."""
    for path in (ROOT / folder).iterdir():
        if path.is_dir() and path.name != "frontend":
            yield from path.rglob("*.py")
        elif path.suffix == ".py":
            yield path
