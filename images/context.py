"""The build context: exactly the files a Dockerfile copies, as a tar that depends on their content alone."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from images.dockerfile import Dockerfile

REPOSITORY = Path(__file__).parent.parent
HOST_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
SKIPPED = {"__pycache__", "node_modules"}


def files(source: str) -> Iterator[tuple[str, Path]]:
    """(name in the context, path) of each file under `source`; raises FileNotFoundError if there is none.

    `ca-certificates.crt` is the host's bundle. Of a front end only what its build made is taken.
    """
    if source == HOST_CERTIFICATES.name:
        yield source, HOST_CERTIFICATES
        return
    start = REPOSITORY / source
    if start.is_file():
        yield source, start
        return
    if not start.is_dir():
        raise FileNotFoundError(f"{source} is copied by a Dockerfile and does not exist")
    for path in sorted(start.rglob("*")):
        parts = path.relative_to(REPOSITORY).parts
        unbuilt = "frontend" in parts and "dist" not in parts
        if path.is_file() and not unbuilt and not SKIPPED.intersection(parts):
            yield "/".join(parts), path


def pack(dockerfile: Dockerfile) -> bytes:
    """The context as an uncompressed tar, owners and times left out, `Dockerfile` at its top."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        entries = [("Dockerfile", dockerfile.path)]
        for source in dockerfile.sources:
            entries.extend(files(source))
        for name, path in entries:
            content = path.read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o755 if path.stat().st_mode & 0o100 else 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def digest(context: bytes, parents: list[str]) -> str:
    """Identifies an image by what it is made of: its context and its parents' digests."""
    whole = hashlib.sha256(context)
    for parent in parents:
        whole.update(parent.encode())
    return whole.hexdigest()
