"""Threads that wait for Meta. None of them holds a transaction while it does."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Final, TypeVar

import structlog

from appliance.context import Context
from appliance.media.errors import MediaGone
from appliance.media.uploading import NotReady, media_id_at_meta
from appliance.whatsapp.claiming import Claimed, Head
from appliance.whatsapp.gate import Gate
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Sent, Unreachable
from appliance.whatsapp.meanings import DOWN
from appliance.whatsapp.outcomes import Refusal, refusal_of

BULK_CALLS: Final = 24
"""Under way at once: 80 messages/s with Meta taking 300 ms for each. A thread is made when first needed."""
CALLS: Final = BULK_CALLS + 8
"""However slow Meta is, what is sent to many leaves room for what is said to one."""
UPLOADS: Final = 2
"""A file of 100 MB takes its time; who only writes does not wait behind it."""
BULK_UPLOADS: Final = 1
"""Beside those: what is sent to many is mostly one and the same file."""

T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What became of a call. No outcome: nobody knows."""

    claimed: Claimed
    outcome: Sent | Refusal | None


@dataclass(frozen=True)
class Prepared:
    """Meta's ids of the files a message names, or why there are none."""

    head: Head
    outcome: dict[int, str] | Refusal | NotReady | MediaGone


class Callers:
    """`wake` is called whenever something is finished, by the thread that finished it."""

    def __init__(self, context: Context, client: GraphClient, wake: Callable[[], None]) -> None:
        self._context = context
        self._client = client
        self._wake = wake
        self._calls = ThreadPoolExecutor(CALLS, "call")
        self._uploads = ThreadPoolExecutor(UPLOADS, "upload")
        self._bulk_uploads = ThreadPoolExecutor(BULK_UPLOADS, "bulk-upload")
        self._gate = Gate()
        self._under_way = 0
        self._bulk_under_way = 0
        self._finished: SimpleQueue[Answer | Prepared] = SimpleQueue()

    def free(self) -> int:
        """How many calls may be begun."""
        return CALLS - self._under_way

    def free_for_bulk(self) -> int:
        """How many of them with what is sent to many."""
        return max(0, BULK_CALLS - self._bulk_under_way)

    def call(self, claimed: Claimed, at: float, per_second: float) -> None:
        """Sends it, not before `at` on the monotonic clock, and not as one too many in any second."""
        self._under_way += 1
        self._bulk_under_way += claimed.is_bulk
        future = self._calls.submit(self._send, claimed, at, max(1, int(per_second)))
        future.add_done_callback(lambda done: self._finish(Answer(claimed, _result(done, None))))

    def prepare(self, head: Head) -> None:
        """Gives the message's files to Meta; nothing is sent by that."""
        uploads = self._bulk_uploads if head.is_bulk else self._uploads
        future = uploads.submit(self._upload, head)
        future.add_done_callback(lambda done: self._finish(Prepared(head, _result(done, Refusal(DOWN)))))

    def aside(self, work: Callable[[], object]) -> None:
        """Something else to ask Meta for; nobody waits for it."""
        self._uploads.submit(work)

    def finished(self) -> list[Answer | Prepared]:
        """Takes what is finished."""
        found: list[Answer | Prepared] = []
        while True:
            try:
                found.append(self._finished.get_nowait())
            except Empty:
                answers = [one for one in found if isinstance(one, Answer)]
                self._under_way -= len(answers)
                self._bulk_under_way -= sum(answer.claimed.is_bulk for answer in answers)
                return found

    def has_finished(self) -> bool:
        """Whether there is something to take."""
        return not self._finished.empty()

    def close(self) -> None:
        """Returns when every call has its answer, or none in time."""
        for uploads in (self._uploads, self._bulk_uploads):
            uploads.shutdown(wait=False, cancel_futures=True)
        self._calls.shutdown()

    def _send(self, claimed: Claimed, at: float, limit: int) -> Sent | Refusal | None:
        sleep(max(0.0, at - monotonic()))
        self._gate.enter(limit)
        try:
            return self._client.send_message(claimed.body)
        except (GraphError, Unreachable) as error:
            refusal = refusal_of(error)
            log.info(
                "message not taken",
                message_id=claimed.message_id,
                code=refusal.code,
                reason=refusal.meaning.name,
            )
            return refusal
        except NoAnswer as error:
            log.warning("no answer from WhatsApp", message_id=claimed.message_id, reason=str(error)[:200])
            return None

    def _upload(self, head: Head) -> dict[int, str] | Refusal | NotReady | MediaGone:
        try:
            return {
                media_id: media_id_at_meta(self._context, self._client, media_id) for media_id in head.files
            }
        except (NotReady, MediaGone) as error:
            return error
        except (GraphError, Unreachable) as error:
            return refusal_of(error)
        except NoAnswer:  # the file may be there, the message is not
            return Refusal(DOWN)

    def _finish(self, one: Answer | Prepared) -> None:
        self._finished.put(one)
        self._wake()


def _result(done: "Future[T]", otherwise: T) -> T:
    error = done.exception()
    if error is None:
        return done.result()
    log.error("a call broke", exc_info=error)
    return otherwise
