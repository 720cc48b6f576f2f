"""Sending what the outbox holds: many conversations at once, each one message after another.

queued → its files are with Meta → a slot of the pace → claimed (by conditional update) → database released
→ Graph call → outcome stored. Outcomes are distinct: accepted, refused, later, unknown. Unknown is never
resent by itself: it may have arrived.
"""

from threading import Condition, Thread
from time import monotonic, sleep
from typing import Final

from appliance.context import Context
from appliance.database import run_transaction
from appliance.realtime.events import publish_pending
from appliance.whatsapp import stops
from appliance.whatsapp.dispatching import FEW, Dispatcher
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.outbound_waking import fall_asleep, take_asked
from appliance.worker.jobs import guard

GATHER: Final = 0.01
"""While many calls are under way, the answers of so long are written down together."""
LISTEN: Final = 0.05
AWAKE_SECONDS: Final = 2.0
FAILED_TURN: Final = 1.0
CLOSING_SECONDS: Final = 10.0


class Sender:
    """One per process. `wake` and `wake_all` may be called by any thread."""

    def __init__(self, context: Context, client: GraphClient) -> None:
        self._context = context
        self._condition = Condition()
        self._woken: dict[int, None] = {}
        self._is_outbox_asked = False
        self._is_stopping = False
        self._dispatcher = Dispatcher(context, client, self._notify)
        self._thread: Thread | None = None
        self._is_called = False
        self._awake_until: float | None = None
        self._listen_at = 0.0

    def wake(self, conversation_id: int) -> None:
        """That conversation has something to send."""
        with self._condition:
            self._woken[conversation_id] = None
            self._condition.notify()

    def rise(self) -> None:
        """Somebody asked in Redis: look there, and go on looking while there is something to do."""
        with self._condition:
            self._is_called = True
            self._condition.notify()

    def wake_all(self) -> None:
        """Somebody has: the whole outbox is looked at."""
        with self._condition:
            self._is_outbox_asked = True
            self._condition.notify()

    def start(self) -> None:
        """Sends from now on, in a thread of its own."""
        settings = self._context.settings.whatsapp
        with guard("try_new_credentials"):
            run_transaction(
                self._context.sessions, lambda session: stops.try_new_credentials(session, settings)
            )
        self.wake_all()
        self._thread = Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Begins nothing more; returns once what was begun has its outcome, or had its time."""
        with self._condition:
            self._is_stopping = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join()
        self._dispatcher.callers.close()
        deadline = monotonic() + CLOSING_SECONDS
        while not self._dispatcher.is_settled() and monotonic() < deadline:
            with guard("settle"):
                self._dispatcher.settle()
            if not self._dispatcher.is_settled():
                sleep(FAILED_TURN)
        publish_pending(self._context)

    def drain(self) -> None:
        """In the caller's thread: sends until nothing is left that could leave now."""
        while True:
            wait = self._turn()
            if self._dispatcher.is_idle():
                return
            self._sleep(wait if wait is not None else FAILED_TURN)

    def _run(self) -> None:
        while not self._is_stopping:
            has_failed = True
            with guard("sending"):
                self._sleep(self._turn())
                has_failed = False
            if has_failed:
                sleep(FAILED_TURN)

    def _turn(self) -> float | None:
        with self._condition:
            woken, self._woken = self._woken, {}
            is_outbox_asked, self._is_outbox_asked = self._is_outbox_asked, False
            is_called, self._is_called = self._is_called, False
        if is_called:
            self._awake_until, self._listen_at = monotonic() + AWAKE_SECONDS, 0.0
        self._dispatcher.ask(woken)
        if is_outbox_asked:
            self._dispatcher.refill()
        self._listen()
        wait = self._dispatcher.turn()
        return wait if self._awake_until is None else min(LISTEN, wait if wait is not None else LISTEN)

    def _listen(self) -> None:
        """While awake: who asked in Redis. Asleep only after nobody did for a while."""
        now = monotonic()
        if self._awake_until is None or now < self._listen_at:
            return
        self._listen_at = now + LISTEN
        is_over = now > self._awake_until
        if is_over:
            fall_asleep(self._context.redis)
        found = take_asked(self._context.redis, stay_awake=not is_over)
        self._dispatcher.ask(found)
        if found:
            self._awake_until = now + AWAKE_SECONDS
        elif is_over:
            self._awake_until = None

    def _sleep(self, seconds: float | None) -> None:
        with self._condition:
            is_wanted = self._woken or self._is_outbox_asked or self._is_called or self._is_stopping
            if not is_wanted and not self._dispatcher.callers.has_finished():
                self._condition.wait(seconds)
        if self._dispatcher.in_hand() > FEW:
            sleep(GATHER)

    def _notify(self) -> None:
        with self._condition:
            self._condition.notify()
