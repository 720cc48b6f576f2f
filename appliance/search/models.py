"""The index of words: which messages of a block hold which word."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.dialects.mysql import MEDIUMBLOB
from sqlalchemy.orm import Mapped, mapped_column

from appliance.database import Base


class Posting(Base):
    """A word of one block of messages. What these say is read from the messages: the index only points."""

    __tablename__ = "search_postings"

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Messages whose id // BLOCK is this."""
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    """As `words` folds it."""
    places: Mapped[bytes] = mapped_column(MEDIUMBLOB)
    """id % BLOCK of each, two bytes, little end first; one may stand there twice."""


class Block(Base):
    """What is to be done with a block."""

    __tablename__ = "search_blocks"

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_whole: Mapped[bool] = mapped_column(default=False)
    """Every message of it up to Progress.up_to can be found."""
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is to be made anew: words of messages that were changed or erased are still in it."""
    changes: Mapped[int] = mapped_column(default=0)
    """How many were: a block that was changed while it was made is made again."""


class Changed(Base):
    """A message whose text is another since it was indexed; written with the change."""

    __tablename__ = "search_changed"

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Progress(Base):
    """How far the index has come. One row, held by whoever writes postings."""

    __tablename__ = "search_progress"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    up_to: Mapped[int] = mapped_column(default=0)
    """Newer messages are looked through one by one."""
