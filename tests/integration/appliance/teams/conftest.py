"""Two queues, who works where, and an API client for each person."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.accounts.models import QueueMember, User
from appliance.accounts.people import acting
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.database import transaction
from appliance.queues.models import Queue

Call = Callable[..., TestResponse]


def error(answer: TestResponse) -> str:
    """The code of what was refused."""
    return str((answer.get_json() or {})["error"]["code"])


@pytest.fixture
def queue(context: Context) -> Callable[..., int]:
    """A queue with these people, who are loaded anew."""

    def make(name: str, *people: User) -> int:
        with transaction(context.sessions) as session:
            row = Queue(name=name, name_key=name.casefold(), colour="#3b5bdb")
            session.add(row)
            session.flush()
            session.add_all(QueueMember(queue_id=row.id, user_id=user.id) for user in people)
        return row.id

    return make


@pytest.fixture
def again(context: Context) -> Callable[[User], User]:
    """A person as they are now."""

    def load(user: User) -> User:
        with context.sessions() as session:
            return acting(session, user.id)

    return load


@pytest.fixture
def call(app: Flask, bearer: Callable[[User], dict[str, str]]) -> Call:
    """A request by somebody."""

    def send(user: User, method: str, path: str, body: Any = None) -> TestResponse:
        return app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=bearer(user))

    return send


@pytest.fixture
def conversation_id(context: Context, write: Callable[..., int]) -> int:
    """A customer's, in no queue, with nobody."""
    write("wamid.1")
    with context.sessions() as session:
        return session.scalars(select(Conversation.id)).one()


@pytest.fixture
def put(context: Context) -> Callable[..., None]:
    """Places a conversation."""

    def change(conversation_id: int, **values: Any) -> None:
        with transaction(context.sessions) as session:
            row = session.get_one(Conversation, conversation_id)
            for name, value in values.items():
                setattr(row, name, value)

    return change
