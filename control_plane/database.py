"""The platform database: SQLite in WAL mode by default, another by setting."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from foundation.database import Sessions, UtcDateTime, make_sessions, transaction, utc_now

__all__ = ["Base", "Sessions", "make_engine", "make_sessions", "reading", "transaction", "utc_now"]

_READING = "guiche_reading"


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012 - SQLAlchemy's way


def make_engine(url: str) -> Engine:
    """An engine for `url`; SQLite gets WAL, foreign keys, and writers that queue instead of failing."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
            connection.isolation_level = None  # SQLAlchemy begins: see below
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA busy_timeout=10000")
            connection.execute("PRAGMA secure_delete=ON")  # a shredded key is overwritten, not just unlisted
            connection.create_function("folded", 1, fold, deterministic=True)

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            # IMMEDIATE: a transaction that reads and then writes must not meet another writer half-way
            is_reading = connection.get_execution_options().get(_READING)
            connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """One look at the database as it stands, which waits for no writer and holds none up.

    Nothing is kept of it: whatever would have been written raises RuntimeError.
    """
    with sessions() as session:
        session.connection(execution_options={_READING: True})
        yield session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("a transaction that only reads was to write")


@lru_cache(maxsize=32_768)
def fold(text: str | None) -> str | None:
    """Without accents and case, as people search: "São João" is found by "sao joao"."""
    if text is None:
        return None
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
