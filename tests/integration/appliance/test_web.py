"""The real web process: its sockets, its bodies, its end."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import socketio
from socketio.exceptions import ConnectionError as Refused
from sqlalchemy import select

from appliance.accounts import presence
from appliance.accounts.models import User
from appliance.context import Context
from appliance.settings import Settings
from appliance.whatsapp.models import WebhookDelivery
from tests.integration.appliance.programs import running_web
from tests.integration.appliance.waiting import eventually
from tests.payloads.whatsapp import encode, envelope, signature, text, value

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def web(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_web(settings, tmp_path_factory.mktemp("web")) as (url, program):
        yield url
        program.terminate()
        assert eventually(
            lambda: requests.get(f"{url}/readyz", timeout=5).status_code == 503
        )  # draining, still serving
        assert requests.get(f"{url}/healthz", timeout=5).status_code == 200
        assert program.wait(30) == 0, program.log.read_text()


@pytest.fixture
def connect(web: str, context: Context) -> Iterator[Callable[..., tuple[socketio.Client, list[Any]]]]:
    opened: list[socketio.Client] = []

    def run(origin: str = web, **arguments: Any) -> tuple[socketio.Client, list[Any]]:
        client = socketio.Client(reconnection=False, websocket_extra_options={"origin": origin})
        heard: list[Any] = []
        client.on("*", lambda name, *data: heard.append((name, *data)))
        opened.append(client)
        client.connect(web, **{"transports": ["websocket"], **arguments})
        return client, heard

    yield run
    for client in opened:
        client.disconnect()


def token(bearer: Callable[[User], dict[str, str]], user: User) -> dict[str, str]:
    return {"token": bearer(user)["Authorization"].removeprefix("Bearer ")}


def test_a_message_arrives_with_the_next_number_after_hello(
    context: Context,
    connect: Callable[..., Any],
    ana: User,
    bearer: Callable[..., Any],
    write: Callable[..., int],
) -> None:
    write("wamid.1")
    _client, heard = connect(auth=token(bearer, ana))
    eventually(lambda: heard)
    rooms = {"everybody": 0, f"person:{ana.id}": 0, "queue:0": 1}
    assert heard == [("hello", {"rooms": [{"room": room, "seq": seq} for room, seq in rooms.items()]})]
    write("wamid.2", "Alguém aí?")
    eventually(lambda: len(heard) == 2)
    name, payload = heard[1]
    assert (name, payload["message"]["content"]) == ("message.created", "Alguém aí?")
    assert payload["seq"] == {"all": 2, "queue:0": 2, "unassigned:0": 2}


def test_people_with_a_socket_are_online_until_it_closes(
    context: Context, connect: Callable[..., Any], ana: User, bearer: Callable[..., Any]
) -> None:
    client, heard = connect(auth=token(bearer, ana))
    eventually(lambda: heard)
    assert presence.online(context.redis) == {ana.id}
    client.disconnect()
    eventually(lambda: presence.online(context.redis) == frozenset())


def test_logout_closes_the_sockets_of_that_sign_in_only(
    web: str, connect: Callable[..., Any], ana: User, bearer: Callable[..., Any], write: Callable[..., int]
) -> None:
    leaving, staying = bearer(ana), bearer(ana)
    gone, gone_heard = connect(auth={"token": leaving["Authorization"].removeprefix("Bearer ")})
    there, there_heard = connect(auth={"token": staying["Authorization"].removeprefix("Bearer ")})
    eventually(lambda: gone_heard and there_heard)
    assert requests.post(f"{web}/api/v1/auth/logout", headers=leaving, timeout=5).status_code == 204
    eventually(lambda: not gone.connected, seconds=3)
    write("wamid.1")
    eventually(lambda: len(there_heard) == 2)
    assert there.connected
    assert [name for name, *_ in gone_heard] == ["hello"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "gerente"}])
def test_a_change_of_access_closes_every_socket_of_the_person(
    web: str,
    connect: Callable[..., Any],
    ana: User,
    clara: User,
    bearer: Callable[..., Any],
    change: dict[str, Any],
) -> None:
    clients = [connect(auth=token(bearer, ana))[0] for _ in range(2)]
    admin, _heard = connect(auth=token(bearer, clara))
    url = f"{web}/api/v1/users/{ana.id}"
    assert requests.patch(url, json=change, headers=bearer(clara), timeout=5).status_code == 200
    eventually(lambda: not any(client.connected for client in clients), seconds=3)
    assert admin.connected


@pytest.mark.parametrize("auth", [None, {"token": "forged"}, {"token": 1}, "nonsense"])
def test_nobody_is_refused(connect: Callable[..., Any], auth: object) -> None:
    with pytest.raises(Refused):
        connect(auth=auth)


def test_another_sites_page_is_refused(
    connect: Callable[..., Any], ana: User, bearer: Callable[..., Any]
) -> None:
    with pytest.raises(Refused):
        connect(auth=token(bearer, ana), origin="https://evil.example")


def test_a_body_in_chunks_is_read_whole(web: str, context: Context) -> None:
    body = encode(envelope(value(messages=(text("wamid.1"),))))
    parts = iter([body[:50], body[50:]])
    headers = {"X-Hub-Signature-256": signature(body)}
    response = requests.post(f"{web}/webhooks/whatsapp", data=parts, headers=headers, timeout=5)
    assert response.status_code == 200
    with context.sessions() as session:
        assert session.scalars(select(WebhookDelivery.body)).all() == [body]


def test_a_body_in_too_many_chunks_is_refused(web: str, context: Context) -> None:
    parts = (b"x" * 65_536 for _ in range(64))
    try:
        response = requests.post(f"{web}/webhooks/whatsapp", data=parts, timeout=5)
    except requests.ConnectionError:
        pass  # hung up on in the middle of it
    else:
        assert response.status_code == 413
    with context.sessions() as session:
        assert session.scalars(select(WebhookDelivery.id)).all() == []


def test_polling_is_not_offered(connect: Callable[..., Any], ana: User, bearer: Callable[..., Any]) -> None:
    with pytest.raises(Refused):
        connect(auth=token(bearer, ana), transports=["polling"])
