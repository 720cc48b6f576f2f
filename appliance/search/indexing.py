"""Keeping the index: new messages within seconds, old ones and changed blocks in the background.

Search does not wait for it: what is newer than the index is looked through as it stands, and what the index
says is checked against the message. So a crash costs nothing but time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.conversations.activity import REACTION
from appliance.conversations.models import Message
from appliance.database import run_transaction, utc_now
from appliance.job_queues import INDEX_BLOCKS, enqueue
from appliance.search.models import Block, Changed, Progress
from appliance.search.postings import BLOCK, Gathered

PROGRESS: Final = 1
BATCH = 1_000
"""Messages at a time: more than come in a second, which is how often this is done."""
SETTLED_AFTER = timedelta(seconds=20)
"""Ids are given before they are committed: what is older than this has no younger sibling to come."""
FAR_BEHIND: Final = 20_000
"""Messages: the worker was away for long, or the tenant's past was brought in."""
CLEANED_AFTER = timedelta(minutes=30)
"""A block is made anew this long after the first change in it: changes seldom come alone."""
SLICE = 2_000
"""Messages read at a time when a block is made."""


def index_news(context: Context) -> None:
    """The sweep: what was written or changed since, and a job if a block is due."""
    run_transaction(context.sessions, _follow)
    with context.sessions() as session:
        if due_block(session) is not None:
            enqueue(context.queues, INDEX_BLOCKS, once=True)


def due_block(session: Session) -> int | None:
    """The next block to make; the newest first, where people look first."""
    due = select(Block.block).where(Block.due_at <= utc_now()).order_by(Block.is_whole, Block.block.desc())
    return session.scalar(due.limit(1))


def _follow(session: Session) -> None:
    progress = _hold(session)
    if progress is None:
        return  # somebody else writes: the next round comes in a second
    _leap(session, progress)
    gathered = Gathered()
    for message_id, content in _settled(session, progress.up_to):
        progress.up_to = message_id
        gathered.add(message_id, content or "")
    _open_blocks(session, gathered.blocks)
    _follow_changes(session, gathered)
    gathered.append(session)


def _hold(session: Session) -> Progress | None:
    """The right to write postings, until the transaction ends; None if another has it."""
    held = select(Progress).where(Progress.id == PROGRESS).with_for_update(skip_locked=True)
    progress = session.scalar(held)
    if progress is None and session.get(Progress, PROGRESS) is None:
        _begin(session)
        progress = session.scalar(held)
    return progress


def _begin(session: Session) -> None:
    """A tenant older than its index."""
    session.execute(insert(Progress).values(id=PROGRESS, up_to=0).prefix_with("IGNORE"))
    _leap(session, session.scalars(select(Progress).with_for_update()).one())


def _leap(session: Session, progress: Progress) -> None:
    """Far behind, the past is read block after block, in the background, and the present followed at once."""
    newest = (session.scalar(select(func.max(Message.id))) or 0) - BATCH
    if newest - progress.up_to <= FAR_BEHIND * bool(progress.up_to):
        return
    due_at = utc_now()
    rows = [
        {"block": block, "is_whole": False, "due_at": due_at, "changes": 0}
        for block in range(progress.up_to // BLOCK, newest // BLOCK + 1)
    ]
    new = insert(Block).values(rows)
    again = new.on_duplicate_key_update(is_whole=new.inserted.is_whole, due_at=new.inserted.due_at)
    session.execute(again)
    progress.up_to = newest


def _settled(session: Session, after: int) -> Iterable[tuple[int, str | None]]:
    rows = session.execute(
        select(Message.id, _text(), Message.created_at)
        .where(Message.id > after)
        .order_by(Message.id)
        .limit(BATCH)
    )
    until = utc_now() - SETTLED_AFTER
    for message_id, content, created_at in rows.all():
        if created_at > until:
            return
        yield message_id, content


def _open_blocks(session: Session, blocks: set[int]) -> None:
    for block in blocks:
        # of a block that the past is being read into, this leaves everything as it is
        new = {"block": block, "is_whole": True, "due_at": None, "changes": 0}
        session.execute(insert(Block).values(new).prefix_with("IGNORE"))


def _follow_changes(session: Session, gathered: Gathered) -> None:
    """The new words are found at once; the old ones leave when their block is made anew."""
    ids = session.scalars(select(Changed.message_id).order_by(Changed.message_id).limit(BATCH)).all()
    if not ids:
        return
    for message_id, content in session.execute(select(Message.id, _text()).where(Message.id.in_(ids))):
        gathered.add(message_id, content or "")
    session.execute(delete(Changed).where(Changed.message_id.in_(ids)))
    due_at = utc_now() + CLEANED_AFTER
    for block in {message_id // BLOCK for message_id in ids}:
        _make_due(session, block, due_at)


def _make_due(session: Session, block: int, due_at: datetime) -> None:
    new = insert(Block).values(block=block, is_whole=True, due_at=due_at, changes=1)
    first = func.coalesce(func.least(Block.due_at, new.inserted.due_at), new.inserted.due_at)
    session.execute(new.on_duplicate_key_update(due_at=first, changes=Block.changes + 1))


def make_block(context: Context, block: int) -> None:
    """Reads a block's messages and puts their words in the place of those it had."""
    with context.sessions() as session:
        changes = session.scalar(select(Block.changes).where(Block.block == block)) or 0
        until = session.scalar(select(Progress.up_to)) or 0
        session.rollback()
        gathered = Gathered()
        _read(session, gathered, block * BLOCK, min(until + 1, (block + 1) * BLOCK))
    run_transaction(context.sessions, lambda session: _put(session, gathered, block, until, changes))


def _read(session: Session, gathered: Gathered, first: int, end: int) -> None:
    """`end` is not included."""
    for start in range(first, end, SLICE):
        rows = select(Message.id, _text()).where(Message.id >= start, Message.id < min(start + SLICE, end))
        for message_id, content in session.execute(rows):
            if content:
                gathered.add(message_id, content)
        session.rollback()  # one short look after the other


def _put(session: Session, gathered: Gathered, block: int, until: int, changes: int) -> None:
    progress = session.scalars(select(Progress).with_for_update()).one()
    if progress.up_to > until:  # what was appended meanwhile would be deleted with the rest
        first, end = max(until + 1, block * BLOCK), min(progress.up_to + 1, (block + 1) * BLOCK)
        for message_id, content in session.execute(
            select(Message.id, _text()).where(Message.id >= first, Message.id < end)
        ):
            gathered.add(message_id, content or "")
    gathered.replace(session, block)
    # changed while it was read: it stays due
    still_due = case((Block.changes == changes, None), else_=utc_now())
    session.execute(update(Block).where(Block.block == block).values(is_whole=True, due_at=still_due))


def _text() -> ColumnElement[str | None]:
    """What there is to find in a message: not labels, nor what the system itself says."""
    has_words = (Message.sender_type != "system") & (Message.message_type.not_in((REACTION, "call")))
    return func.if_(has_words & Message.revoked_at.is_(None), Message.content, None)
