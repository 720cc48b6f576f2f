"""An outbox with many customers, and Meta's double that answers several calls at once."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select, update
from werkzeug import Request, Response

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.models import SendingStop
from appliance.whatsapp.sending import Sender
from appliance.whatsapp.throttling import Throttle
from foundation.http import http_session
from tests.integration.appliance.sending.outbox import PATH, Outbox

Answer = Callable[[dict[str, Any]], Response]


def refusal(code: int, http: int = 400) -> Response:
    error = {"message": f"(#{code}) Refused", "code": code, "error_data": {"details": "Why"}}
    return Response(json.dumps({"error": error}), http)


@dataclass
class Post:
    """Writes to the outbox, sends what it holds, and knows what Meta was told."""

    context: Context
    graph: GraphClient
    bodies: list[dict[str, Any]] = field(default_factory=list)
    answer: Answer | None = None
    """What Meta says instead of yes; a refusal may be meant for some only."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, request: Request) -> Response:
        body = request.get_json()
        with self._lock:
            self.bodies.append(body)
        return self.answer(body) if self.answer else self.accept()

    def accept(self, **more: Any) -> Response:
        wamid = f"wamid.O{next(self._numbers)}"
        return Response(json.dumps({"messages": [{"id": wamid, **more}]}))

    def customer(self) -> int:
        """Somebody who just wrote; the conversation's id."""
        number = next(self._numbers)
        with transaction(self.context.sessions) as session:
            contact = Contact(wa_id=f"55119876{number:05}", profile_name=f"Cliente {number}")
            session.add(contact)
            session.flush()
            conversation = Conversation(
                protocol=f"20261121-{number:06}",
                contact_id=contact.id,
                open_contact_id=contact.id,
                status="open",
                last_customer_message_at=utc_now(),
            )
            session.add(conversation)
        return conversation.id

    def queue(self, conversation_id: int, content: str = "Olá", **more: Any) -> int:
        """A message in the outbox; its id."""
        given = {"sender_type": "attendant", "message_type": "text", "status": "queued", "sent_at": utc_now()}
        with transaction(self.context.sessions) as session:
            message = Message(conversation_id=conversation_id, content=content, **given | more)
            session.add(message)
        return message.id

    @contextmanager
    def sender(self, **settings: Any) -> Iterator[Sender]:
        whatsapp = replace(self.context.settings.whatsapp, **{"messages_per_second": 80} | settings)
        context = replace(self.context, settings=replace(self.context.settings, whatsapp=whatsapp))
        sender = Sender(context, self.graph)
        try:
            yield sender
        finally:
            sender.close()

    def send(self, **settings: Any) -> None:
        """All that may leave now."""
        with self.sender(**settings) as sender:
            sender.wake_all()
            sender.drain()

    def use_up(self, conversation_id: int, messages: int) -> None:
        """So many were sent to that customer just now."""
        with self.context.sessions() as session:
            contact_id = session.get_one(Conversation, conversation_id).contact_id
        Throttle(self.context.redis).reserve(0.0001, [contact_id] * messages)

    def row(self, message_id: int) -> Message:
        with self.context.sessions() as session:
            return session.get_one(Message, message_id)

    def error(self, message_id: int) -> dict[str, Any]:
        return self.row(message_id).error or {}

    def stop(self) -> SendingStop:
        """The last one."""
        with self.context.sessions() as session:
            return session.scalars(select(SendingStop).order_by(SendingStop.id.desc())).first()  # type: ignore[return-value]

    def let_it_be_over(self) -> None:
        """The pause of the stop passes."""
        with transaction(self.context.sessions) as session:
            session.execute(update(SendingStop).values(until=utc_now() - timedelta(seconds=1)))

    def change(self, message_id: int, **values: Any) -> None:
        with transaction(self.context.sessions) as session:
            session.execute(update(Message).where(Message.id == message_id).values(**values))

    def texts(self) -> list[str]:
        return [body["text"]["body"] for body in self.bodies]


@pytest.fixture
def post(context: Context) -> Iterator[Post]:
    server = HTTPServer(threaded=True)
    server.start()
    settings = replace(context.settings.whatsapp, graph_url=server.url_for("/graph"))
    post = Post(context, GraphClient(http_session(timeout=(2.0, 2.0)), settings))
    server.expect_request(PATH).respond_with_handler(post.handle)
    yield post
    server.stop()  # type: ignore[no-untyped-call]


@pytest.fixture
def outbox(
    context: Context, meta: HTTPServer, graph: GraphClient, write: Callable[..., int], ana: User
) -> Outbox:
    """The conversation is with the bot."""
    write("wamid.in")
    with context.sessions() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
    return Outbox(context, meta, graph, conversation_id, ana)
