"""Webhook bodies that Meta never sent: known ones, changed a little, the same again for the same seed."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1e308,
    2**63,
    10**19,
    "",
    " ",
    "0",
    "9" * 40,
    "\x00",
    "\ud83d",
    "🙂" * 3000,
    "x" * 70_000,
    "<script>",
    "' OR 1=1 --",
    "2026-11-21",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    [{}] * 3,
)
WORDS = (
    "text",
    "reaction",
    "edit",
    "revoke",
    "system",
    "image",
    "order",
    "contacts",
    "interactive",
    "status",
)
BREAKS = (b"", b"\xff", b"\\ud83d", b'"', b"{", b"]", b"NaN", b"1e999")
BYTES_IN_TEN = 2
"""So many of ten bodies are changed as bytes, the others as JSON."""


class Mutator:
    """An endless stream of bodies made from `corpus`."""

    def __init__(self, corpus: list[Any], seed: int) -> None:
        self._written = [json.dumps(document) for document in corpus]  # read anew faster than copied
        self._parts = [inner[key] for document in corpus for inner, key in _places(document)]
        self._random = random.Random(seed)

    def bodies(self) -> Iterator[bytes]:
        """One after the other; the order is the seed's."""
        while True:
            document = json.loads(self._random.choice(self._written))
            for _ in range(self._random.choice((1, 1, 1, 2, 3, 8))):
                self._change(document)
            body = json.dumps(document, separators=(",", ":")).encode()
            yield self._broken(body) if self._random.randrange(10) < BYTES_IN_TEN else body

    def _change(self, document: Any) -> None:
        places = list(_places(document))
        if places:
            container, key = self._random.choice(places)
            self._random.choice(self._changes())(container, key)

    def _changes(self) -> tuple[Callable[[Any, Any], None], ...]:
        return (self._drop, self._odd, self._odd, self._swap, self._repeat, self._wrap, self._rename)

    def _drop(self, container: Any, key: Any) -> None:
        del container[key]

    def _odd(self, container: Any, key: Any) -> None:
        container[key] = copy.deepcopy(self._random.choice(ODD))

    def _swap(self, container: Any, key: Any) -> None:
        """Something that stands elsewhere in a known body."""
        container[key] = copy.deepcopy(self._random.choice(self._parts))

    def _repeat(self, container: Any, key: Any) -> None:
        value = container[key]
        container[key] = value * 3 if isinstance(value, list | str) else [value, value]

    def _wrap(self, container: Any, key: Any) -> None:
        for _ in range(self._random.choice((1, 1, 2, 150))):
            container[key] = {self._random.choice(WORDS): container[key]}

    def _rename(self, container: Any, key: Any) -> None:
        if isinstance(container, dict):
            container[self._random.choice(WORDS)] = container.pop(key)
        else:
            container[key] = self._random.choice(WORDS)

    def _broken(self, body: bytes) -> bytes:
        changed = bytearray(body)
        for _ in range(self._random.randrange(1, 4)):
            start = self._random.randrange(len(changed) + 1)
            end = start + self._random.randrange(4)
            changed[start:end] = self._random.choice((*BREAKS, bytes([self._random.randrange(256)])))
        return bytes(changed)


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in it."""
    waiting = [document]
    while waiting:
        container = waiting.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            if isinstance(container[key], dict | list):
                waiting.append(container[key])
