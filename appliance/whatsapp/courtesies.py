"""Blue ticks and "typing…": told to Meta beside the sending, which never waits for them.

Meta, messages/mark-message-as-read, messages/typing-indicators: one call does both, for a message of the
customer's of at most 30 days. Repeating it does no harm, so what fails is tried again for a while.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Lock
from typing import Final

import structlog
from sqlalchemy import select

from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import utc_now
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.meanings import RETRYABLE, THROTTLED
from appliance.worker.jobs import guard

OLDEST = timedelta(days=30)
AGAIN_AFTER: Final = (1.0, 5.0, 20.0)
TYPING_SECONDS: Final = 20
"""Not more often for one conversation: it shows for 25 seconds."""
MOST_WAITING: Final = 500

log = structlog.get_logger()


class Courtesies:
    """Two threads, made when first needed."""

    def __init__(self, context: Context, client: GraphClient) -> None:
        self._context = context
        self._client = client
        self._threads = ThreadPoolExecutor(2, "courtesy")
        self._closed = Event()
        self._lock = Lock()
        self._waiting = 0

    def mark_read(self, message_id: int) -> None:
        """The customer sees that this message and all before it were read."""
        self._begin(lambda: self._tell(message_id, AGAIN_AFTER, typing=False))

    def show_typing(self, message_id: int) -> None:
        """Likewise, and that an answer is being written; old news by the time it could be tried again."""
        self._begin(lambda: self._tell(message_id, (), typing=True))

    def close(self) -> None:
        """What is under way ends; what waits is left."""
        self._closed.set()
        self._threads.shutdown(cancel_futures=True)

    def _begin(self, work: Callable[[], None]) -> None:
        with self._lock:
            if self._waiting >= MOST_WAITING:
                return
            self._waiting += 1
        self._threads.submit(self._run, work)

    def _run(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._waiting -= 1
        with guard("courtesy"):
            work()

    def _tell(self, message_id: int, pauses: tuple[float, ...], *, typing: bool) -> None:
        with self._context.sessions() as session:
            whatsapp_message_id = session.scalar(
                select(Message.whatsapp_message_id).where(
                    Message.id == message_id, Message.sent_at > utc_now() - OLDEST
                )
            )
        if whatsapp_message_id is None:
            return
        for pause in (*pauses, None):
            try:
                self._client.mark_read(whatsapp_message_id, typing=typing)
            except (GraphError, NoAnswer, Unreachable) as error:
                log.info("read mark not taken", message_id=message_id, reason=str(error)[:200])
                is_worth_it = not isinstance(error, GraphError) or error.kind in {RETRYABLE, THROTTLED}
                if pause is None or not is_worth_it or self._closed.wait(pause):
                    return
            else:
                return
