"""Which certificate authorities a name allows: its CAA records (RFC 8659), asked of the system's DNS server.

The system's own resolver (getaddrinfo) knows addresses alone, so the question is put here, in DNS's own words
(RFC 1035, section 4).
"""

import secrets
import socket
import struct
from collections.abc import Callable
from pathlib import Path

Ask = Callable[[str], list[tuple[str, str]] | None]
"""(tag, value) of a name's CAA records; None when nobody answered."""
_CAA, _INTERNET = 257, 1
_TIMEOUT = 3.0
_NO_SUCH_NAME = 3
_HEADER = struct.Struct("!HHHHHH")
_RECORD = struct.Struct("!HHIH")


def forbids(name: str, authority: str, ask: Ask) -> list[str] | None:
    """The authorities that the name allows instead; None when it allows this one, or nobody answered.

    What the nearest name above says counts, up to the root (RFC 8659, section 3).
    """
    labels = name.split(".")
    for at in range(len(labels)):
        records = ask(".".join(labels[at:]))
        if records is None:
            return None
        if records:
            issuers = [value.partition(";")[0].strip().lower() for tag, value in records if tag == "issue"]
            return None if not issuers or authority in issuers else sorted(filter(None, issuers))
    return None


def ask_caa(name: str, server: tuple[str, int] | None = None) -> list[tuple[str, str]] | None:
    """Of exactly this name, aliases followed by the server. `server`: instead of the system's."""
    number = secrets.randbits(16)
    question = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    query = _HEADER.pack(number, 0x0100, 1, 0, 0, 0) + question + struct.pack("!HH", _CAA, _INTERNET)
    where = server or (_nameserver(), 53)
    family = socket.AF_INET6 if ":" in where[0] else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.settimeout(_TIMEOUT)
            asked.connect(where)
            asked.send(query)
            return _read(asked.recv(4096), number)
    except (OSError, struct.error, IndexError, UnicodeDecodeError):
        return None


def _nameserver() -> str:
    """The first of resolv.conf. Raises OSError when there is none."""
    for line in Path("/etc/resolv.conf").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            return words[1]
    raise OSError("no nameserver in /etc/resolv.conf")


def _read(answer: bytes, number: int) -> list[tuple[str, str]] | None:
    got, flags, questions, answers, _, _ = _HEADER.unpack_from(answer)
    code, is_cut = flags & 0xF, bool(flags & 0x0200)
    if got != number or is_cut or code not in (0, _NO_SUCH_NAME):
        return None
    at = _HEADER.size
    for _ in range(questions):
        at = _after_name(answer, at) + 4
    found = []
    for _ in range(answers):
        at = _after_name(answer, at)
        kind, _, _, length = _RECORD.unpack_from(answer, at)
        at += _RECORD.size
        if at + length > len(answer):
            return None
        if kind == _CAA:
            end_of_tag = at + 2 + answer[at + 1]
            tag, value = answer[at + 2 : end_of_tag], answer[end_of_tag : at + length]
            found.append((tag.decode("ascii").lower(), value.decode("ascii")))
        at += length
    return found


def _after_name(answer: bytes, at: int) -> int:
    """Where a name ends: in an empty label, or in a pointer to the rest of it."""
    while length := answer[at]:
        if length >= 0xC0:
            return at + 2
        at += 1 + length
    return at + 1
