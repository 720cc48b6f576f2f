"""Webhook bodies that come at once are stored at once: one statement and one commit for all of them.

A commit costs the disk the same for one body as for twenty, and the web process nearly so. Nobody waits for
others to come: whoever comes while a commit is under way is in the next one.
"""

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from sqlalchemy import bindparam, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from appliance.database import Sessions, UtcDateTime, run_transaction, utc_now
from appliance.whatsapp.deliveries import PENDING

TOGETHER_BYTES = 8 * 1024 * 1024
"""Bodies of one statement; the database takes 32 MB at a time."""


@dataclass
class _Waiting:
    body: bytes
    is_done: bool = False
    error: Exception | None = None


class Intake:
    """The bodies one web process is about to store; its requests share it."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: list[_Waiting] = []
        self._writing = Lock()

    def store(self, body: bytes) -> None:
        """Returns once `body` is committed, now or by an earlier delivery.

        Raises SQLAlchemyError, or RuntimeError when the request that wrote for this one broke off.
        """
        mine = _Waiting(body)
        self._waiting.append(mine)
        while not mine.is_done:
            with self._writing:  # whoever has it writes for all who wait for it
                if not mine.is_done:
                    self._write(self._next())
        if mine.error is not None:
            raise mine.error

    def _next(self) -> list[_Waiting]:
        """The first of those who wait, and all that fit into one statement with it."""
        size, number = 0, 0
        for waiting in self._waiting:
            size += len(waiting.body)
            if number and size > TOGETHER_BYTES:
                break
            number += 1
        taken, self._waiting[:number] = self._waiting[:number], []
        return taken

    def _write(self, taken: list[_Waiting]) -> None:
        # whatever ends this early, and it need not be an error of the database, nobody may answer 200
        outcome: Exception | None = RuntimeError("the request that wrote for this one too was ended")
        try:
            run_transaction(self._sessions, lambda session: _insert(session, [each.body for each in taken]))
            outcome = None
        except SQLAlchemyError as error:
            outcome = error
        finally:
            for each in taken:
                each.error, each.is_done = outcome, True


_INSERT = text(
    "INSERT INTO webhook_deliveries (digest, body, state, attempts, received_at) "
    "VALUES (:digest, :body, :state, :attempts, :received_at) ON DUPLICATE KEY UPDATE digest = digest"
).bindparams(bindparam("received_at", type_=UtcDateTime()))
"""In a form that the driver sends as one statement for many rows.

Nothing is updated where the same bytes are stored already; IGNORE would hide other errors as well.
"""


def _insert(session: Session, bodies: list[bytes]) -> None:
    now = utc_now()
    session.execute(
        _INSERT,
        [
            {
                "digest": sha256(body).hexdigest(),
                "body": body,
                "state": PENDING,
                "attempts": 0,
                "received_at": now,
            }
            for body in bodies
        ],
    )
