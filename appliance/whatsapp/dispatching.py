"""Turn by turn: what is finished is written down, who asked is looked at, what may leave is claimed and sent.

One thread speaks to the database, in batches; others wait for Meta. What is in memory here is only who comes
next: the database is the truth, and the sweeper its guarantee.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from time import monotonic
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import run_transaction, utc_now
from appliance.realtime.events import publish_pending
from appliance.whatsapp import stops
from appliance.whatsapp.calling import Answer, Callers, Prepared
from appliance.whatsapp.claiming import Head, Taken, claim, due, heads_of, hold_back
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.lineup import Lineup
from appliance.whatsapp.meanings import PAIR_TOO_FAST
from appliance.whatsapp.outcomes import give_up
from appliance.whatsapp.pace import GO, NUMBER, PAIR, Grant, interval_of
from appliance.whatsapp.poison import POISON, raise_outage
from appliance.whatsapp.rates import Rate
from appliance.whatsapp.settling import Files, heed, settle_answers
from appliance.whatsapp.throttling import Throttle
from appliance.worker.jobs import guard

BATCH: Final = 16
"""Claimed in one transaction at most."""
LOOK: Final = 200
DUE: Final = 500
FEW: Final = 5
"""With more than this waiting, it is worth knowing how fast one may send."""
STOP_SEEN_AFTER: Final = 0.5
"""Another process (a receipt, an admin) may stop all sending, or let it go on."""
STOPPED_TURN: Final = 1.0
PROBES: Final = 20
"""Conversations looked at for one message to try: of some it is not the time yet."""
BUSY: Final = 0.05
"""Somebody else has the conversation locked for a moment."""

log = structlog.get_logger()


class Dispatcher:
    """For one thread. `wake` is called by others when an answer is there."""

    def __init__(self, context: Context, client: GraphClient, wake: Callable[[], None]) -> None:
        self._context = context
        self.callers = Callers(context, client, wake)
        self._throttle = Throttle(context.redis)
        self._rate = Rate(context, client)
        self._line = Lineup()
        self._files = Files()
        self._answers: list[Answer] = []
        self._stop: stops.Stop | None = None
        self._stop_read_at = -STOP_SEEN_AFTER
        self._probe_id: int | None = None
        self._is_refill_due = False

    def ask(self, conversation_ids: Collection[int]) -> None:
        """Those may have something to send."""
        self._line.ask(conversation_ids)

    def refill(self) -> None:
        """The whole outbox is to be looked at."""
        self._is_refill_due = True

    def in_hand(self) -> int:
        """How many conversations are being worked on."""
        return self._line.in_hand()

    def is_idle(self) -> bool:
        """Whether nothing is left that could leave now, or is under way."""
        return self.is_settled() and not (self._line.is_busy() or self._is_refill_due)

    def is_settled(self) -> bool:
        """Whether every answer that came is written down."""
        return not self._answers and not self.callers.has_finished()

    def turn(self) -> float | None:
        """Seconds until the next turn is due; None: when somebody wakes us."""
        has_told = self.settle()
        self._read_stop()
        if self._stop is None:
            self._look()
            wait = self._send(self._next(BATCH))
        else:
            wait = self._probe(self._stop)
        if has_told:
            publish_pending(self._context)
        times = [one for one in (wait, self._line.next_in()) if one is not None]
        return min(times) if times else None

    def settle(self) -> bool:
        """Writes down what is finished; whether there was anything. Kept until the database took it."""
        finished = self.callers.finished()
        for one in finished:
            if isinstance(one, Prepared):
                with guard("files", one.head.message_id):
                    self._files.settle(self._context, one)
                self._line.free(one.head.conversation_id)
            else:
                self._answers.append(one)
        answers = self._answers
        if answers:
            settle_answers(self._context, answers, self._probe_id)
            self._answers = []
            self._let_go(answers)
        return bool(finished or answers)

    def _let_go(self, answers: list[Answer]) -> None:
        if heed(self._context, self._throttle, answers):
            self._stop_read_at = -STOP_SEEN_AFTER
        for claimed in (answer.claimed for answer in answers):
            self._files.known.pop(claimed.message_id, None)
            self._line.free(claimed.conversation_id)
            if claimed.message_id == self._probe_id:
                self._probe_id, self._stop_read_at = None, -STOP_SEEN_AFTER

    def _read_stop(self) -> None:
        if monotonic() - self._stop_read_at < STOP_SEEN_AFTER:
            return
        with self._context.sessions() as session:
            found = stops.current(session)
        if self._stop is not None and found is None:
            log.info("sending goes on")
            self.refill()
        elif self._stop is None and found is not None:
            log.warning("sending has stopped", stop_id=found.id)
        self._stop, self._stop_read_at = found, monotonic()

    def _look(self) -> None:
        """Puts those who asked where they belong."""
        with self._context.sessions() as session:
            if self._is_refill_due:
                self._is_refill_due = False
                found = due(session, DUE)
                self._line.ask(found)
            asked = self._line.asked(LOOK)
            heads = heads_of(session, asked) if asked else []
        for head in heads:
            later = (head.retry_at - utc_now()).total_seconds() if head.retry_at else 0.0
            if later > 0:
                self._line.ask_later(head.conversation_id, later)
            elif self._has_files(head):
                self._line.put(head)

    def _has_files(self, head: Head) -> bool:
        """Whether Meta has what the message names; else it is given that, and asks again by itself."""
        if not head.files or head.message_id in self._files.known:
            return True
        self._line.hold(head.conversation_id)
        self.callers.prepare(head)
        return False

    def _probe(self, stop: stops.Stop) -> float:
        """Sending has stopped: once that may be over, one message is tried, and no other meanwhile."""
        self._line.clear()
        self._is_refill_due = False
        if stop.is_over() and self._line.in_hand() == 0:
            with self._context.sessions() as session:
                found = heads_of(session, due(session, PROBES))
            ready = [head for head in found if head.retry_at is None or head.retry_at <= utc_now()]
            if ready and self._has_files(ready[0]):
                self._send(ready[:1])
                self._probe_id = ready[0].message_id if self._line.in_hand() else None
        return STOPPED_TURN

    def _send(self, heads: list[Head]) -> float | None:
        """Sends those of `heads` that may leave. Seconds until others may; None: not by waiting alone."""
        if self._line.standing() > FEW and self._rate.is_to_be_asked():
            self.callers.aside(self._rate.learn)
        if not heads:
            return None
        begun, per_second = monotonic(), self._rate.per_second()
        answers = self._throttle.reserve(interval_of(per_second), [head.contact_id for head in heads])
        grants = dict(zip(heads, answers, strict=True))
        going = {head: grant for head, grant in grants.items() if grant.kind == GO}
        held = {head: grant for head, grant in grants.items() if grant.kind == PAIR}
        taken = self._claim(list(going), held)
        slots = {head.message_id: begun + grant.seconds for head, grant in going.items()}
        for claimed in sorted(taken.claimed, key=lambda one: slots[one.message_id]):
            self._line.hold(claimed.conversation_id)
            self.callers.call(claimed, slots[claimed.message_id], per_second)
        self._put_back(taken, held)
        waits = [grant.seconds for grant in answers if grant.kind == NUMBER]
        if waits:
            return min(waits)
        return 0.0 if self._next(1) else None

    def _next(self, limit: int) -> list[Head]:
        """Those for whom a call may be begun now."""
        return self._line.first(min(self.callers.free(), limit), self.callers.free_for_bulk())

    def _claim(self, going: list[Head], held: dict[Head, Grant]) -> Taken:
        """In one transaction; where that breaks each alone, so that one message holds up no other."""
        until = {head.message_id: _held_until(grant) for head, grant in held.items()}

        def work(session: Session) -> Taken:
            hold_back(session, until)
            return claim(session, going, self._files.known) if going else Taken()

        try:
            return run_transaction(self._context.sessions, work)
        except POISON as error:
            raise_outage(error)
            if len(going) == 1:
                log.exception("a message cannot be sent", message_id=going[0].message_id)
                message_id = going[0].message_id
                run_transaction(self._context.sessions, lambda session: give_up(session, message_id))
                return Taken(again={going[0].conversation_id})
            found = Taken()
            for head in going:
                found.add(self._claim([head], {}))
            return found

    def _put_back(self, taken: Taken, held: dict[Head, Grant]) -> None:
        for conversation_id in (*taken.again, *taken.busy):
            self._line.drop(conversation_id)
        self._line.ask(taken.again)
        for conversation_id in taken.busy:
            self._line.ask_later(conversation_id, BUSY)
        for head, grant in held.items():
            self._line.drop(head.conversation_id)
            self._line.ask_later(head.conversation_id, grant.seconds)
        if held or taken.again:
            publish_pending(self._context)


def _held_until(grant: Grant) -> tuple[Any, dict[str, Any]]:
    until = utc_now() + timedelta(seconds=grant.seconds)
    return until, {**PAIR_TOO_FAST.as_error(), "until": moment(until)}
