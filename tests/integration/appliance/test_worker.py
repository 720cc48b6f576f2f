"""The real worker: from a stored webhook body to a sent reply, and what a kill costs."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug import Request, Response

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.actions import mark_read
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import announce, queue_text
from appliance.conversations.ownership import take_over
from appliance.database import transaction, utc_now
from appliance.health import check
from appliance.job_queues import NAMES, PROCESS_DELIVERY, enqueue
from appliance.whatsapp import deliveries
from bench.bare_stack import REPOSITORY
from bench.programs import Program, environment
from tests.integration.appliance.programs import running_worker
from tests.integration.appliance.waiting import eventually
from tests.payloads.whatsapp import contact, encode, envelope, text, value

pytestmark = pytest.mark.integration

PATH = "/graph/v25.0/200300400500600/messages"


@pytest.fixture
def environ(context: Context, meta: HTTPServer, tmp_path: Path) -> dict[str, str]:
    whatsapp = replace(context.settings.whatsapp, graph_url=meta.url_for("/graph"))
    return environment(replace(context.settings, whatsapp=whatsapp), tmp_path)


@pytest.fixture
def worker(context: Context, environ: dict[str, str], tmp_path: Path) -> Iterator[Program]:
    with running_worker(context, environ, tmp_path) as program:
        yield program


def store(context: Context, wamid: str) -> int:
    body = encode(envelope(value(messages=(text(wamid),), contacts=(contact(),))))
    delivery_id = deliveries.store(context.sessions, body)
    assert delivery_id is not None
    return delivery_id


def messages(context: Context, *senders: str) -> list[Message]:
    """All, or those of `senders`: the bot, its FILA-IA being away, calls a person by a message of its own."""
    with context.sessions() as session:
        found = session.scalars(select(Message).order_by(Message.id))
        return [message for message in found if not senders or message.sender_type in senders]


def told(meta: HTTPServer) -> list[dict[str, Any]]:
    """What Meta was told about messages; it is asked for templates as well."""
    return [json.loads(request.get_data()) for request, _ in meta.log if request.path == PATH]


def texts(meta: HTTPServer) -> list[str]:
    """What customers were sent."""
    return [body["text"]["body"] for body in told(meta)]


def reply(context: Context, user: User, content: str) -> int:
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        take_over(session, conversation, user)
        message = queue_text(session, conversation, "attendant", content, user=user)
    announce(context, conversation.id)
    return message.id


@pytest.mark.usefixtures("worker")
def test_a_body_becomes_a_message_and_a_reply_is_sent(context: Context, meta: HTTPServer, ana: User) -> None:
    meta.expect_request(PATH).respond_with_json({"messages": [{"id": "wamid.O1"}]})
    enqueue(context.queues, PROCESS_DELIVERY, store(context, "wamid.in"))
    eventually(lambda: messages(context))
    reply(context, ana, "Olá")
    eventually(lambda: messages(context, "attendant")[-1].status == "accepted")
    assert texts(meta).count("Olá") == 1


@pytest.mark.usefixtures("worker")
def test_reading_shows_the_customer_blue_ticks(
    context: Context, meta: HTTPServer, write: Callable[..., int], ana: User
) -> None:
    write("wamid.in")
    meta.expect_request(PATH).respond_with_json({"success": True})
    mark_read(context, messages(context)[0].conversation_id, ana)
    ticks = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.in"}
    eventually(lambda: ticks in told(meta))


def test_a_killed_child_is_replaced_and_its_work_done(context: Context, worker: Program) -> None:
    before = eventually(lambda: len(worker.children()) == len(NAMES) and worker.children())
    in_hand, waiting = store(context, "wamid.1"), store(context, "wamid.2")
    with transaction(context.sessions) as session:
        assert deliveries.lease(session, in_hand) is not None
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    enqueue(context.queues, PROCESS_DELIVERY, waiting)
    eventually(lambda: len(messages(context, "customer")) == 2)
    eventually(lambda: len(set(worker.children()) - set(before)) == len(NAMES))


@pytest.mark.usefixtures("worker")
def test_a_body_whose_job_was_never_enqueued_is_found(context: Context) -> None:
    store(context, "wamid.in")
    eventually(lambda: messages(context))


@pytest.mark.usefixtures("worker")
def test_losing_everything_in_redis_and_every_connection_to_it_costs_no_message(context: Context) -> None:
    for number in range(20):
        enqueue(context.queues, PROCESS_DELIVERY, store(context, f"wamid.{number}"))
        if number == 10:
            context.redis.flushall()
            context.redis.client_kill_filter(_type="normal", skipme=True)
    eventually(lambda: len(messages(context, "customer")) == 20)
    eventually(lambda: check(context)["worker"] == "ok")


def test_asked_to_stop_the_worker_lets_the_running_job_finish(
    context: Context, meta: HTTPServer, worker: Program, write: Callable[..., int], ana: User
) -> None:
    write("wamid.in")

    def answer(_request: Request) -> Response:
        worker.terminate()
        return Response(json.dumps({"messages": [{"id": "wamid.O1"}]}))

    meta.expect_request(PATH).respond_with_handler(answer)
    message_id = reply(context, ana, "Olá")
    assert worker.wait(60) == 0
    with context.sessions() as session:
        assert session.get_one(Message, message_id).status == "accepted"


def test_killed_in_the_act_nothing_is_sent_twice(
    context: Context, meta: HTTPServer, worker: Program, write: Callable[..., int], ana: User
) -> None:
    write("wamid.in")

    def answer(_request: Request) -> Response:
        for pid in worker.children():
            os.kill(pid, signal.SIGKILL)
        return Response(json.dumps({"messages": [{"id": "wamid.O1"}]}))

    meta.expect_request(PATH).respond_with_handler(answer)
    message_id = reply(context, ana, "Olá")
    eventually(lambda: "Olá" in texts(meta))
    with transaction(context.sessions) as session:  # a minute passes
        session.get_one(Message, message_id).claimed_at = utc_now() - timedelta(minutes=1)
    eventually(lambda: messages(context, "attendant")[-1].status == "unknown")
    assert texts(meta).count("Olá") == 1


@pytest.mark.usefixtures("worker")
def test_the_health_check_tells_a_living_worker_from_none(environ: dict[str, str], tmp_path: Path) -> None:
    compose = yaml.safe_load((REPOSITORY / "compose.tenant.yml").read_text(encoding="utf-8"))
    _cmd, script, *arguments = compose["services"]["worker"]["healthcheck"]["test"]
    command = ["sh", f"images/python/{script}", *arguments]

    def exit_status(given: dict[str, str]) -> int:
        return subprocess.run(command, cwd=REPOSITORY, env=given, check=False).returncode

    assert exit_status(environ) == 0
    assert exit_status({**environ, "TMPDIR": str(tmp_path / "..")}) == 1
