"""One publisher of events at a time, whichever of the tenant's processes it is in.

Browsers take the event with the highest number for the truth. Two that publish at once could break that: A
reads a row, B changes it and publishes it, then A publishes what it read, under a higher number. So what is
read is published before anybody else reads: the numbers follow the reading, and the last event about a row
always shows it as it was last. What changes after the reading has an event of its own, still to be published.

The lock is the database's own (`GET_LOCK`; MySQL and MariaDB): it ends with the connection, so that a
killed process holds nobody up, and a slow one cannot lose it as it would one with an end set beforehand.
Nobody waits for it: whoever finds it taken leaves the events to its holder, who looks once more after letting
go (see `events.publish_pending`), so that none is left between the two.

The browsers' half, for answers that an event overtook on the way: frontend/src/stores/hearing.ts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from appliance.context import Context

LOCK: Final = "guiche-events"
"""Names are the server's, and each tenant has its own server."""


@contextmanager
def turn(context: Context) -> Iterator[Session | None]:
    """A session with nothing begun, for as long as the turn lasts; None if somebody else has it.

    What it wrote must be committed within. Raises SQLAlchemyError.
    """
    with context.sessions.kw["bind"].connect() as connection:
        if not _taken(connection):
            yield None
            return
        try:
            with Session(connection, expire_on_commit=False) as session:
                yield session
        finally:
            _let_go(connection)


def _taken(connection: Connection) -> bool:
    is_taken = connection.scalar(select(func.get_lock(LOCK, 0))) == 1
    connection.commit()
    return is_taken


def _let_go(connection: Connection) -> None:
    """A connection that cannot be told is closed instead: back in the pool it would hold the lock on."""
    try:
        connection.execute(select(func.release_lock(LOCK)))
        connection.commit()
    except SQLAlchemyError:
        connection.invalidate()
        raise
