"""Postings of many messages, gathered and written at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from struct import pack, unpack
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.orm import Session

from appliance.search.models import Posting
from appliance.search.words import words_in

BLOCK: Final = 65_536
"""Messages in a block: a place in it is two bytes."""
PER_STATEMENT = 1_000


class Gathered:
    """Words of messages, not written yet."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str], bytearray] = defaultdict(bytearray)

    def add(self, message_id: int, text: str) -> None:
        """The words of one message, each once."""
        block, place = divmod(message_id, BLOCK)
        packed = pack("<H", place)
        for word in {found.folded for found in words_in(text)}:
            self._places[block, word] += packed

    @property
    def blocks(self) -> set[int]:
        return {block for block, _ in self._places}

    def append(self, session: Session) -> None:
        """Beside what is there already."""
        for rows in _parts(self._rows()):
            new = insert(Posting).values(rows)
            session.execute(new.on_duplicate_key_update(places=Posting.places.concat(new.inserted.places)))

    def replace(self, session: Session, block: int) -> None:
        """In the place of all that `block` had."""
        session.execute(delete(Posting).where(Posting.block == block))
        for rows in _parts([row for row in self._rows() if row["block"] == block]):
            session.execute(insert(Posting), rows)

    def _rows(self) -> list[dict[str, Any]]:
        """In the order of the key: pages are written one after the other."""
        return [
            {"block": block, "word": word, "places": bytes(places)}
            for (block, word), places in sorted(self._places.items())
        ]


def places_of(packed: bytes) -> tuple[int, ...]:
    """What a posting holds, in no order."""
    return unpack(f"<{len(packed) // 2}H", packed)


def _parts(rows: Sequence[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    for start in range(0, len(rows), PER_STATEMENT):
        yield list(rows[start : start + PER_STATEMENT])
