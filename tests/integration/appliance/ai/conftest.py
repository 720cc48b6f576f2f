"""Customers who write, and a FILA-IA that answers as it is told to."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.ai import client as client_module
from appliance.ai import polling
from appliance.ai.asking import consider
from appliance.ai.models import AiRequest
from appliance.ai.provider import Provider, open_provider
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.activity import add_message
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.settings import AiSettings

KEY = "k" * 40


@dataclass
class FilaIaDouble:
    """Rows as FILA-IA keeps them. `faults` are used up one by one: a status, or `lost` (queued, then 500
    before the id is told), or `slow` (no answer within the client's patience)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[int | str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    called_at: list[datetime] = field(default_factory=list)
    retry_after: int = 3
    thinks_for: timedelta | None = None
    """If set, every row is answered so long after it was put."""

    def answer(self, text: str = "Olá! Como posso ajudar?", **more: Any) -> None:
        """Completes every pending row."""
        for row in self.rows:
            if row["status"] == "pending":
                row.update(status="completed", result={"response": text, "model": "llama3", **more})

    def fail(self) -> None:
        for row in self.rows:
            row.update(status="failed", error="boom")

    def handle(self, request: Request) -> Response:
        name = f"{request.method} {request.path.removeprefix('/api/v1')}"
        self.calls.append(name)
        self.called_at.append(utc_now())
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return self._json({"error": "no", "retry_after": self.retry_after}, fault)
        if request.headers.get("X-API-Key") != KEY:
            return self._json({"error": "no"}, 403)
        self._think()
        if request.method == "POST":
            row = {"id": str(uuid4()), "status": "pending", **request.get_json(), "put_at": str(utc_now())}
            self.rows.insert(0, row)
            if fault == "lost":
                return Response("", content_type="text/html", status=202)
            return self._json({"id": row["id"], "status": "pending"}, 202)
        if request.path.endswith("/requests"):
            page = self.rows[: int(request.args["per_page"])]
            return self._json({"data": [self._listed(row) for row in page], "total": len(self.rows)})
        wanted = request.path.rpartition("/")[2]
        found = [row for row in self.rows if row["id"] == wanted]
        return self._json(found[0]) if found else self._json({"error": "no"}, 404)

    def most_calls_in(self, seconds: int) -> int:
        """The most there were in any window so long."""
        window = timedelta(seconds=seconds)
        return max(sum(end - window < at <= end for at in self.called_at) for end in self.called_at)

    def _think(self) -> None:
        if self.thinks_for is None:
            return
        for row in self.rows:
            if utc_now() >= datetime.fromisoformat(row["put_at"]) + self.thinks_for:
                row.update(status="completed", result={"response": f"sobre {row['messages'][-1]['content']}"})

    def _listed(self, row: dict[str, Any]) -> dict[str, Any]:
        """The list gives `result` as a JSON string."""
        return {**row, "result": json.dumps(row["result"]) if "result" in row else None}

    def _json(self, body: Any, status: int = 200) -> Response:
        return Response(json.dumps(body), status=status, content_type="application/json")


@pytest.fixture
def fila(httpserver: HTTPServer) -> FilaIaDouble:
    double = FilaIaDouble()
    httpserver.expect_request("/api/v1/requests").respond_with_handler(double.handle)
    httpserver.expect_request(re.compile("/api/v1/requests/.+")).respond_with_handler(double.handle)
    return double


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Python's time, to be shifted forward; Redis keeps its own."""
    with time_machine.travel(utc_now(), tick=True) as coordinates:
        yield coordinates


class Desk:
    """One tenant whose bot answers."""

    def __init__(self, context: Context, provider: Provider, clock: time_machine.Traveller) -> None:
        self.context = context
        self.provider = provider
        self.clock = clock

    def customer(self, name: str = "Maria", *, is_synthetic: bool = False) -> Contact:
        with transaction(self.context.sessions) as session:
            contact = Contact(
                wa_id=f"5511{uuid4().int % 10**9:09d}", profile_name=name, is_synthetic=is_synthetic
            )
            session.add(contact)
        return contact

    def writes(self, contact: Contact, text: str = "Oi, qual o horário?", kind: str = "text") -> Message:
        """Stored as the webhook's processor stores it; nobody has considered it yet."""
        with transaction(self.context.sessions) as session:
            conversation = live_conversation(session, contact, "America/Sao_Paulo")
            now = utc_now()
            message = Message(
                conversation_id=conversation.id,
                sender_type="customer",
                message_type=kind,
                content=text,
                status="received",
                sent_at=now.replace(microsecond=0),
            )
            conversation.last_customer_message_at = now
            add_message(session, conversation, message)
        return message

    def asks(self, contact: Contact, text: str = "Oi, qual o horário?", kind: str = "text") -> Message:
        """Writes, and the job runs."""
        message = self.writes(contact, text, kind)
        consider(self.context, self.provider, message.id)
        return message

    def ticks(self, seconds: float = 2.1) -> None:
        """Time passes, then the ticker asks and the job runs."""
        self.clock.shift(timedelta(seconds=seconds))
        if polling.due(self.context):
            polling.advance(self.context, self.provider)

    def conversation(self, contact: Contact) -> Conversation:
        with self.context.sessions() as session:
            return session.scalars(select(Conversation).where(Conversation.contact_id == contact.id)).one()

    def thread(self, contact: Contact) -> list[tuple[str, str]]:
        """(who, what) in order, without the desk's own remarks."""
        with self.context.sessions() as session:
            found = session.scalars(
                select(Message)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(Conversation.contact_id == contact.id, Message.message_type != "system")
                .order_by(Message.id)
            )
            return [(message.sender_type, message.content or "") for message in found]

    def requests(self) -> list[AiRequest]:
        with self.context.sessions() as session:
            return list(session.scalars(select(AiRequest).order_by(AiRequest.id)))

    def states(self) -> list[str]:
        return [request.state for request in self.requests()]


@pytest.fixture
def desk(
    context: Context,
    fila: FilaIaDouble,
    httpserver: HTTPServer,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.setattr(client_module, "TIMEOUT", (1.0, 2.0))
    ai = AiSettings(url=httpserver.url_for(""), deadline_seconds=45, key=KEY)
    mine = replace(context, settings=replace(context.settings, ai=ai))
    with open_provider(mine) as provider:
        yield Desk(mine, provider, clock)


def waits_for_person(conversation: Conversation) -> str | None:
    """The reason, if it does."""
    is_waiting = conversation.status == "waiting" and conversation.needs_human_attention
    return conversation.attention_reason if is_waiting else None
