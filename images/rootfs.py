"""Debian root file systems for machines where no registry answers: `guiche/base:<suite>`."""

import hashlib
import shlex
from pathlib import Path

from images.context import HOST_CERTIFICATES

_CERTIFICATES = "/etc/ssl/certs"
_UNUSED = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*")


def command(suite: str, target: Path) -> list[str]:
    """mmdebstrap's arguments: the smallest Debian with apt, without manuals, with the host's certificates."""
    arguments = ["mmdebstrap", "--quiet", "--variant=minbase"]
    # A mirror that stands still is older than its own promise; its signatures are checked all the same.
    arguments.append('--aptopt=Acquire::Check-Valid-Until "false"')
    arguments.append('--aptopt=APT::Install-Recommends "false"')
    arguments.extend(f"--dpkgopt=path-exclude={pattern}" for pattern in _UNUSED)
    arguments.append(f'--customize-hook=mkdir -p "$1{_CERTIFICATES}"')
    upload = f"upload {shlex.quote(str(HOST_CERTIFICATES))} {_CERTIFICATES}/{HOST_CERTIFICATES.name}"
    arguments.append(f"--customize-hook={upload}")
    return [*arguments, suite, str(target)]


def digest(suite: str) -> str:
    """Identifies the file system by how it is made and the certificates in it."""
    made = "\0".join(command(suite, Path("rootfs.tar"))).encode() + HOST_CERTIFICATES.read_bytes()
    return hashlib.sha256(made).hexdigest()
