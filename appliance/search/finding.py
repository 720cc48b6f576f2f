"""Which messages the index points to, newest first.

One block after the other: the newest usually say enough, and a word that is nowhere costs one look into each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from appliance.search.models import Posting
from appliance.search.postings import BLOCK, places_of
from appliance.search.words import Asked

MOST_BLOCKS: Final = 16
"""Looked into at once; fewer at first."""
FEW: Final = 4
"""So few messages of a block are read rather than looked up by another word too."""
MOST_WORDS: Final = 6
"""Looked up, the rarest first: what has so many of them seldom lacks another, and is read in any case."""

SHORTER: Final = 2
"""A beginning is as rare as a whole word that is shorter by so much."""

Places = dict[int, set[int]]
"""Of each block the places of messages in it."""


@dataclass(frozen=True)
class Look:
    """What some blocks have."""

    ids: list[int]
    """Newest first."""
    floor: int
    """No message from here on up is left to be looked at."""


def candidates(session: Session, asked: Asked, newest: int) -> Iterator[Look]:
    """Messages up to `newest` that had these words when they were indexed. To be checked: some have lost them
    since, and not every word of many is looked up, nor where few were left.
    """
    blocks, many = range(newest // BLOCK, -1, -1), 1
    while blocks:
        group, blocks, many = blocks[:many], blocks[many:], min(many * 2, MOST_BLOCKS)
        found = _in_blocks(session, asked, group)
        ids = (
            block * BLOCK + place for block in group for place in sorted(found.get(block, ()), reverse=True)
        )
        yield Look([one for one in ids if one <= newest], group[-1] * BLOCK)


def _in_blocks(session: Session, asked: Asked, blocks: Sequence[int]) -> Places:
    first, *others = _rarest_first(asked)[:MOST_WORDS]
    found: Places = {}
    for block, places in _postings(session, first, blocks):
        found.setdefault(block, set()).update(places)
    for word in others:
        crowded = [block for block, places in found.items() if len(places) > FEW]
        if crowded:
            found |= _narrowed(session, word, {block: found[block] for block in crowded})
    return found


def _narrowed(session: Session, word: ColumnElement[bool], found: Places) -> Places:
    """What of `found` has `word` too."""
    kept: Places = {block: set() for block in found}
    for block, places in _postings(session, word, list(found)):
        kept[block].update(found[block].intersection(places))
    return kept


def _rarest_first(asked: Asked) -> list[ColumnElement[bool]]:
    """After rare words little is left to look up."""
    wanted = [(_rareness(word), Posting.word == word) for word in asked.whole]
    if asked.beginning is not None:
        rareness = _rareness(asked.beginning) - SHORTER
        wanted.append((rareness, Posting.word.startswith(asked.beginning)))
    return [word for _, word in sorted(wanted, key=lambda pair: pair[0], reverse=True)]


def _rareness(word: str) -> int:
    """Long words are rare, and numbers more so."""
    return len(word) * (2 if word.isdecimal() else 1)


def _postings(
    session: Session, word: ColumnElement[bool], blocks: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Of each block the places with `word`; several times where words only begin so."""
    rows = session.execute(select(Posting.block, Posting.places).where(Posting.block.in_(blocks), word))
    return ((block, places_of(places)) for block, places in rows)
