"""One conversation's outbox, and what Meta answers to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import queue_text
from appliance.conversations.ownership import take_over
from appliance.database import transaction
from appliance.whatsapp.graph import GraphClient
from tests.integration.appliance.sending_once import send_conversation

PATH = "/graph/v25.0/200300400500600/messages"


def accepted(wamid: str = "wamid.O1") -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "messages": [{"id": wamid}]}


def refusal(code: int) -> dict[str, Any]:
    return {
        "error": {
            "message": "(#1) Refused",
            "type": "OAuthException",
            "code": code,
            "error_data": {"details": "Why"},
        }
    }


@dataclass(frozen=True)
class Outbox:
    """One conversation with an outbox, and Meta's double on the other side."""

    context: Context
    meta: HTTPServer
    graph: GraphClient
    id: int
    ana: User

    def queue(self, content: str = "Olá", **more: Any) -> int:
        """Ana queues a text; its id."""
        with transaction(self.context.sessions) as session:
            conversation = session.get_one(Conversation, self.id)
            take_over(session, conversation, self.ana)
            return queue_text(session, conversation, "attendant", content, user=self.ana, **more).id

    def queue_as_bot(self, content: str) -> int:
        with transaction(self.context.sessions) as session:
            return queue_text(session, session.get_one(Conversation, self.id), "bot", content).id

    def takes_over(self) -> None:
        """Ana answers from now on."""
        with transaction(self.context.sessions) as session:
            take_over(session, session.get_one(Conversation, self.id), self.ana)

    def conversation(self) -> Conversation:
        with self.context.sessions() as session:
            return session.get_one(Conversation, self.id)

    def send(self) -> None:
        send_conversation(self.context, self.graph, self.id)

    def answers(self, answer: Callable[[Request], Response]) -> None:
        self.meta.expect_request(PATH).respond_with_handler(answer)

    def accepts(self) -> None:
        self.meta.expect_request(PATH).respond_with_json(accepted())

    def row(self, message_id: int) -> Message:
        with self.context.sessions() as session:
            return session.get_one(Message, message_id)

    def sent(self) -> list[dict[str, Any]]:
        """The bodies Meta was sent."""
        return [json.loads(request.get_data()) for request, _ in self.meta.log]
