"""A conversation that Ana answers, with what it takes to send things in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.job_queues import OUTBOUND
from appliance.media.models import Media
from appliance.templates.models import Template

URL = "/api/v1/messages"
Bearer = Callable[[User], dict[str, str]]

BODY = {"type": "BODY", "text": "Pedido {{1}} pronto, {{2}}!"}
BUTTON = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Obrigado"}]}


@dataclass(frozen=True)
class Desk:
    """Ana's conversation with one customer, through the API."""

    context: Context
    app: Flask
    headers: dict[str, str]
    ana: User
    id: int

    def call(self, method: str, path: str, body: Any = None) -> TestResponse:
        client: FlaskClient = self.app.test_client()
        return client.open(f"{URL}{path}", method=method, json=body, headers=self.headers)

    def send(self, content: str | None = None, **more: Any) -> TestResponse:
        return self.call("POST", "", {"conversation_id": self.id, "content": content, **more})

    def sent(self, content: str | None = None, **more: Any) -> dict[str, Any]:
        """The public message; fails the test unless it was taken."""
        response = self.send(content, **more)
        assert response.status_code == 201, response.get_json()
        return dict(response.get_json())

    def thread(self) -> list[dict[str, Any]]:
        """What was written, oldest first: without the desk's own remarks."""
        response = self.call("GET", f"?conversation_id={self.id}")
        return [row for row in reversed(response.get_json()["data"]) if row["message_type"] != "system"]

    def row(self, message_id: int) -> Message:
        with self.context.sessions() as session:
            return session.get_one(Message, message_id)

    def conversation(self) -> Conversation:
        with self.context.sessions() as session:
            return session.get_one(Conversation, self.id)

    def inbound(self) -> Message:
        """What the customer wrote first."""
        with self.context.sessions() as session:
            return session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.in")).one()

    def let_the_window_close(self) -> None:
        with transaction(self.context.sessions) as session:
            conversation = session.get_one(Conversation, self.id)
            conversation.last_customer_message_at = utc_now() - timedelta(hours=24, seconds=1)

    def waiting_jobs(self) -> int:
        return self.context.queues[OUTBOUND].count

    def upload(self, kind: str = "image", **more: Any) -> int:
        """A file that Ana uploaded, as the media feature leaves it; its id."""
        facts = {
            "uploaded_by_id": self.ana.id,
            "kind": kind,
            "state": "stored",
            "filename": "foto.jpg",
            "content_type": "image/jpeg",
            "size": 1000,
            "sha256": "0" * 64,
            "path": "stored/a/b",
        }
        with transaction(self.context.sessions) as session:
            media = Media(**facts | more)
            session.add(media)
        return media.id

    def media(self, media_id: int) -> Media:
        with self.context.sessions() as session:
            return session.get_one(Media, media_id)

    def template(self, *components: dict[str, Any], **more: Any) -> int:
        facts = {
            "name": "pedido_pronto",
            "language": "pt_BR",
            "category": "UTILITY",
            "status": "APPROVED",
            "components": list(components) or [BODY, BUTTON],
        }
        with transaction(self.context.sessions) as session:
            template = Template(**facts | more)
            session.add(template)
        return template.id


@pytest.fixture
def desk(context: Context, app: Flask, ana: User, bearer: Bearer, write: Callable[..., int]) -> Desk:
    write("wamid.in")
    with context.sessions() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
    headers = bearer(ana)
    answer = app.test_client().post(f"/api/v1/conversations/{conversation_id}/takeover", headers=headers)
    assert answer.status_code == 200
    return Desk(context, app, headers, ana, conversation_id)


def refusal(response: TestResponse) -> tuple[int, str, Any]:
    """Status, code and the field that is named."""
    error = response.get_json()["error"]
    return response.status_code, error["code"], error["details"].get("field")
