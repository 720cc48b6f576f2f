"""A conversation in people's hands, and time that passes without anybody waiting for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from appliance.accounts.models import QueueMember, User
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message
from appliance.database import UtcDateTime, transaction, utc_now
from appliance.queues.models import Queue
from appliance.service_levels.clocks import keep_clocks
from appliance.service_levels.models import ServiceClock

Call = Callable[..., tuple[int, Any]]


@dataclass
class Handed:
    """One customer's conversation, which a person is to answer."""

    context: Context
    call: Call
    id: int
    queue_id: int

    def row(self) -> Conversation:
        with self.context.sessions() as session:
            return session.get_one(Conversation, self.id)

    def let_pass(self, **span: float) -> None:
        """All that has happened is so much longer ago."""
        with transaction(self.context.sessions) as session:
            for kind in (Conversation, Message, ServiceClock):
                for row in session.scalars(select(kind)):
                    _push_back(row, timedelta(**span))

    def asks(self, user: User, method: str, path: str, body: Any = None) -> Any:
        status, shown = self.call(user, method, path, body)
        assert status < 300, shown
        return shown

    def answer(self, user: User, content: str = "Pois não?", *, arrives: bool = True) -> None:
        if self.row().assigned_user_id != user.id:
            self.asks(user, "POST", f"/conversations/{self.id}/takeover")
        sent = self.asks(user, "POST", "/messages", {"conversation_id": self.id, "content": content})
        if arrives:
            with transaction(self.context.sessions) as session:
                session.get_one(Message, sent["id"]).status = "delivered"

    def count(self) -> Conversation:
        """As the ticker does; the conversation afterwards."""
        keep_clocks(self.context)
        return self.row()

    def shown(self, user: User) -> dict[str, Any]:
        return dict(self.asks(user, "GET", f"/conversations/{self.id}"))

    def texts(self) -> list[str | None]:
        """What we wrote by ourselves."""
        with self.context.sessions() as session:
            ours = select(Message).where(Message.sender_type == "system").order_by(Message.id)
            return [row.content for row in session.scalars(ours)]


def _push_back(row: Any, span: timedelta) -> None:
    for column in inspect(type(row)).columns:
        value = getattr(row, column.key)
        if isinstance(column.type, UtcDateTime) and isinstance(value, datetime):
            setattr(row, column.key, value - span)


@pytest.fixture
def handed(context: Context, call: Call, write: Callable[..., int], ana: User, bruno: User) -> Handed:
    """Waits in a queue of Ana's and Bruno's."""
    write("wamid.1")
    with transaction(context.sessions) as session:
        queue = Queue(name="Vendas", name_key="vendas", colour="#3b5bdb")
        session.add(queue)
        session.flush()
        session.add_all(QueueMember(queue_id=queue.id, user_id=user.id) for user in (ana, bruno))
        row = session.scalars(select(Conversation)).one()
        row.queue_id = queue.id
        session.flush()
        ownership.hand_off(session, row, "ai_timeout")
    return Handed(context, call, row.id, queue.id)


def near(moment: datetime | None, **ahead: float) -> bool:
    """Whether it is so far from now, give or take what the test itself took."""
    assert moment is not None
    return abs(moment - utc_now() - timedelta(**ahead)) < timedelta(seconds=20)
