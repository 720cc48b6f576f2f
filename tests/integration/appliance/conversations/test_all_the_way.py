"""From the API through the outbox to Meta, whose double checks each body as the simulator does."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from appliance.conversations.models import Message
from appliance.conversations.scheduling import release_due
from appliance.database import transaction, utc_now
from appliance.media.models import Upload
from appliance.whatsapp.graph import GraphClient
from sandbox.graph.outgoing import check_outgoing
from tests.integration.appliance.conversations.conftest import Desk
from tests.integration.appliance.sending_once import send_conversation
from tests.payloads.whatsapp import failure, value

pytestmark = pytest.mark.integration

PATH = "/graph/v25.0/200300400500600/messages"
BUTTONS = {"kind": "buttons", "buttons": [{"title": "Sim"}], "header": {"text": "ACME"}, "footer": "Até já"}
LIST = {"kind": "list", "button": "Ver", "sections": [{"rows": [{"title": "Um", "description": "Dois"}]}]}
LINK = {"kind": "cta_url", "display_text": "Abrir", "url": "https://exemplo.com.br"}
CARD = {"name": "Maria Luz", "phones": [{"phone": "+55 11 98765-0009"}], "emails": [{"email": "m@a.br"}]}


@pytest.fixture
def taken(meta: HTTPServer) -> list[dict[str, Any]]:
    """Bodies that Meta took, each checked."""
    bodies: list[dict[str, Any]] = []
    numbers = count(1)

    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        check_outgoing(body)
        bodies.append(body)
        answered = {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.O{next(numbers)}"}]}
        return Response(json.dumps(answered), content_type="application/json")

    meta.expect_request(PATH, "POST").respond_with_handler(answer)
    return bodies


def send_all(desk: Desk, graph: GraphClient) -> None:
    send_conversation(desk.context, graph, desk.id)


def statuses(desk: Desk) -> list[str]:
    return [row["status"] for row in desk.thread() if row["sender_type"] == "attendant"]


def test_every_kind_without_a_file_arrives_in_order(
    desk: Desk, graph: GraphClient, taken: list[dict[str, Any]]
) -> None:
    desk.sent("Olá", reply_to=desk.inbound().id)
    desk.sent(message_type="location", location={"latitude": -23.5, "longitude": -46.6, "name": "Sede"})
    desk.sent(message_type="contacts", contacts=[CARD])
    for interactive in (BUTTONS, LIST, LINK, {"kind": "location_request"}):
        desk.sent("Escolha", message_type="interactive", interactive=interactive)
    template = {"template_id": desk.template(), "body": ["A-17", "Ana"]}
    desk.sent(message_type="template", template=template)
    send_all(desk, graph)
    kinds = ["text", "location", "contacts", *["interactive"] * 4, "template"]
    assert [body["type"] for body in taken] == kinds
    assert statuses(desk) == ["accepted"] * 8
    assert taken[0]["context"] == {"message_id": "wamid.in"}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
def test_a_file_goes_by_the_id_that_meta_gave_it(
    desk: Desk, graph: GraphClient, taken: list[dict[str, Any]], kind: str
) -> None:
    with transaction(desk.context.sessions) as session:
        session.add(
            Upload(
                phone_number_id="200300400500600",
                sha256="0" * 64,
                content_type="image/jpeg",
                whatsapp_media_id="900800700",
                uploaded_at=utc_now(),
            )
        )
    media_id = desk.upload(kind)
    for _ in range(2):
        desk.sent(message_type=kind, media_id=media_id)
    send_all(desk, graph)
    assert [body[kind]["id"] for body in taken] == ["900800700"] * 2


def test_a_reaction_is_taken_and_no_reply(
    desk: Desk, graph: GraphClient, taken: list[dict[str, Any]]
) -> None:
    target = desk.inbound().id
    desk.call("PUT", f"/{target}/reaction", {"emoji": "👍"})
    send_all(desk, graph)
    desk.call("DELETE", f"/{target}/reaction")
    send_all(desk, graph)
    assert [body["reaction"] for body in taken] == [
        {"message_id": "wamid.in", "emoji": "👍"},
        {"message_id": "wamid.in", "emoji": ""},
    ]


def test_a_reaction_that_meta_refuses_goes_and_says_why(
    desk: Desk, graph: GraphClient, meta: HTTPServer
) -> None:
    error = {"message": "(#131009) Parameter value is not valid", "code": 131009}
    meta.expect_request(PATH).respond_with_json({"error": error}, status=400)
    desk.call("PUT", f"/{desk.inbound().id}/reaction", {"emoji": "👍"})
    send_all(desk, graph)
    shown = desk.thread()[0]["metadata"]
    assert "reactions" not in shown
    assert (shown["reaction_error"]["emoji"], shown["reaction_error"]["code"]) == ("👍", 131009)


def test_so_does_one_that_fails_later(
    desk: Desk, graph: GraphClient, taken: list[dict[str, Any]], deliver: Callable[..., int]
) -> None:
    desk.call("PUT", f"/{desk.inbound().id}/reaction", {"emoji": "👍"})
    send_all(desk, graph)
    assert len(taken) == 1
    assert desk.thread()[0]["metadata"]["reactions"] == [{"by": "business", "emoji": "👍"}]
    deliver(value(statuses=(failure("wamid.O1", 131009),)))
    shown = desk.thread()[0]["metadata"]
    assert "reactions" not in shown
    assert shown["reaction_error"]["code"] == 131009


def test_what_was_scheduled_is_sent_once_its_time_has_come(
    desk: Desk, graph: GraphClient, taken: list[dict[str, Any]]
) -> None:
    later = desk.sent("Depois", scheduled_at=(utc_now() + timedelta(days=1)).isoformat())
    send_all(desk, graph)
    assert taken == []
    with transaction(desk.context.sessions) as session:
        session.get_one(Message, later["id"]).scheduled_at = utc_now()
    for _ in range(2):
        release_due(desk.context)
        send_all(desk, graph)
    assert [body["text"]["body"] for body in taken] == ["Depois"]
    assert statuses(desk) == ["accepted"]
