"""Good requests, changed a little at random, the same again for the same seed."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from bench.openapi_requests import Request

Json = dict[str, Any]
LENGTHS = (1, 20, 21, 24, 25, 30, 31, 60, 61, 72, 73, 200, 201, 256, 257, 512, 513, 1024, 1025, 4096, 4097)
"""On and just over every limit of the Messages reference."""
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2.5,
    "",
    " ",
    "x",
    "0",
    "7",
    [],
    {},
    [{}],
    ["x"],
    {"x": 1},
)
NAMES = ("colour", "caption", "text", "id", "link", "url", "title", "type", "name", "filename", "voice")


class Changer:
    """An endless stream of requests made from `good` ones."""

    def __init__(self, good: list[Request], seed: int) -> None:
        self._good = good
        self._random = random.Random(seed)
        self._parts = [inner[key] for request in good for inner, key in _places(request.body)]

    def requests(self) -> Iterator[Request]:
        """One after the other; the order is the seed's."""
        while True:
            chosen = self._random.choice(self._good)
            body = copy.deepcopy(chosen.body)
            for _ in range(self._random.choice((1, 1, 1, 2, 3))):
                places = list(_places(body))
                if places:
                    self._change(*self._random.choice(places))
            yield Request(chosen.kind, chosen.path, body, chosen.schema)

    def _change(self, holder: Any, key: Any) -> None:
        way = self._random.randrange(7)
        if way == 0:
            del holder[key]
        elif way == 1:
            holder[key] = copy.deepcopy(self._random.choice(ODD))
        elif way == 2:
            holder[key] = "x" * self._random.choice(LENGTHS)
        elif way == 3:
            holder[key] = copy.deepcopy(self._random.choice(self._parts))
        elif way == 4 and isinstance(holder, dict):
            holder[self._random.choice(NAMES)] = copy.deepcopy(self._random.choice(ODD))
        elif way == 5 and isinstance(holder, list):
            holder.extend(copy.deepcopy(holder) * self._random.randrange(1, 4))
        elif isinstance(holder[key], str):
            holder[key] = holder[key].swapcase() + self._random.choice(("", " ", "\n", "é", "0"))


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (holder, key) below the node."""
    if isinstance(node, dict):
        for key in node:
            yield node, key
            yield from _places(node[key])
    elif isinstance(node, list):
        for index, one in enumerate(node):
            yield node, index
            yield from _places(one)
