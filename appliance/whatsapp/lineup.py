"""Who is to be sent something next, in memory: people before bulk, and nobody twice at once."""

import heapq
from collections.abc import Iterable
from itertools import chain, islice
from time import monotonic

from appliance.whatsapp.claiming import Head


class Lineup:
    """For one thread. A conversation is asked about, then stands in a lane, then is in hand, then free."""

    def __init__(self) -> None:
        self._asked: dict[int, None] = {}
        self._lanes: tuple[dict[int, Head], dict[int, Head]] = ({}, {})
        self._later: list[tuple[float, int]] = []
        self._in_hand: set[int] = set()

    def ask(self, conversation_ids: Iterable[int]) -> None:
        """Something may be there to send."""
        self._asked.update(dict.fromkeys(conversation_ids))

    def ask_later(self, conversation_id: int, seconds: float) -> None:
        """Likewise, after so long."""
        heapq.heappush(self._later, (monotonic() + seconds, conversation_id))

    def asked(self, limit: int) -> list[int]:
        """Takes those to look at now, at most `limit`. One in hand is asked about again once it is free."""
        while self._later and self._later[0][0] <= monotonic():
            self._asked[heapq.heappop(self._later)[1]] = None
        found = list(islice((key for key in self._asked if key not in self._in_hand), limit))
        for key in found:
            del self._asked[key]
        return found

    def put(self, head: Head) -> None:
        """It may be sent; one already standing keeps its place in its lane."""
        self._lanes[not head.is_bulk].pop(head.conversation_id, None)
        self._lanes[head.is_bulk][head.conversation_id] = head

    def first(self, limit: int, bulk: int) -> list[Head]:
        """Those to be sent next, left where they stand; of bulk at most so many."""
        people, many = self._lanes
        return list(islice(chain(people.values(), islice(many.values(), bulk)), limit))

    def drop(self, conversation_id: int) -> None:
        """It stands in no lane any more."""
        for lane in self._lanes:
            lane.pop(conversation_id, None)

    def hold(self, conversation_id: int) -> None:
        """Somebody works on it now."""
        self.drop(conversation_id)
        self._in_hand.add(conversation_id)

    def free(self, conversation_id: int) -> None:
        """Nobody does any more; there may be more to send."""
        self._in_hand.discard(conversation_id)
        self._asked[conversation_id] = None

    def clear(self) -> None:
        """Nobody stands in a lane any more: the database knows them all."""
        self._asked.clear()
        self._later.clear()
        for lane in self._lanes:
            lane.clear()

    def standing(self) -> int:
        """How many could be sent something now."""
        return sum(map(len, self._lanes))

    def is_busy(self) -> bool:
        """Whether somebody is in hand, stands in a lane, or can be looked at."""
        return bool(self._in_hand or self.standing() or self._asked)

    def in_hand(self) -> int:
        """How many are being worked on."""
        return len(self._in_hand)

    def next_in(self) -> float | None:
        """Seconds until somebody is to be looked at; None when nobody is."""
        if any(key not in self._in_hand for key in self._asked):
            return 0.0
        return max(0.0, self._later[0][0] - monotonic()) if self._later else None
