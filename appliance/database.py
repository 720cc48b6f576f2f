"""The tenant's database: engine, sessions and the declarative base. One SQL for MySQL and MariaDB."""

from collections.abc import Callable
from datetime import datetime
from random import uniform
from time import sleep
from typing import TypeVar

from sqlalchemy import BigInteger, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from appliance.settings import DatabaseSettings
from foundation.database import Sessions, UtcDateTime, make_sessions, transaction, utc_now

__all__ = [
    "Base",
    "Sessions",
    "UtcDateTime",
    "database_url",
    "is_outage",
    "make_engine",
    "make_sessions",
    "run_transaction",
    "transaction",
    "utc_now",
]

T = TypeVar("T")


class Base(DeclarativeBase):
    """Keys are BIGINT and monotonic: random keys would undo the backups' deduplication."""

    type_annotation_map = {datetime: UtcDateTime(), int: BigInteger()}  # noqa: RUF012 - SQLAlchemy's way


def database_url(settings: DatabaseSettings) -> URL:
    """The address for SQLAlchemy; PyMySQL is pure Python, so that gevent can switch while it waits."""
    return URL.create(
        "mysql+pymysql",
        username=settings.user,
        password=settings.password,
        host=settings.host,
        port=settings.port,
        database=settings.name,
        query={"charset": "utf8mb4"},
    )


def make_engine(settings: DatabaseSettings, *, pool_size: int = 5) -> Engine:
    """READ COMMITTED: a locked row is read as it is now, and gap locks do not stop bursts of inserts.

    What a failed statement was to write is left out of its error: it may be what a customer said, and errors
    are logged.
    """
    return create_engine(
        database_url(settings),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "read_timeout": 30, "write_timeout": 30},
    )


LOST_RACE = frozenset({1062, 1205, 1213})
"""Server errors that another try may not meet: duplicate key, lock wait timeout, deadlock."""

DISK_FULL = frozenset({3, 1021, 1026, 1114, 1878})
"""A file of the server's (also a temporary one) could not be written, or a table has no room to grow."""
ENGINE_ERROR, NO_SPACE = 1030, "rror 28"
"""The engine's own errors share one code; 28 among them is that of a full disk (ENOSPC)."""

OUTAGES = LOST_RACE - {1062} | DISK_FULL | {1040, 1041, 1053, 1135, 1290, 1836, 2002, 2003, 2006, 2013}
"""Errors of the server's state (down, full, read-only, overloaded), not of what was written."""


def is_outage(error: DBAPIError) -> bool:
    """Whether the same statement may well succeed once the database is itself again."""
    code, *words = error.orig.args if error.orig is not None and error.orig.args else (None,)
    is_full = code == ENGINE_ERROR and any(NO_SPACE in str(word) for word in words)
    return error.connection_invalidated or is_full or code in OUTAGES


def run_transaction(sessions: Sessions, work: Callable[[Session], T], *, attempts: int = 10) -> T:
    """`work` in one short transaction, run again from the start when it lost a race; returns its result.

    Raises what the last attempt raised.
    """
    for attempt in range(1, attempts + 1):
        try:
            with transaction(sessions) as session:
                return work(session)
        except (IntegrityError, OperationalError) as error:
            if attempt == attempts or error.orig is None or error.orig.args[0] not in LOST_RACE:
                raise
            sleep(uniform(0, 0.02 * attempt))  # noqa: S311 - spreads the losers, guards nothing
    raise AssertionError("unreachable")
