"""Who else has a conversation open, through the real web process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import socketio

from appliance.accounts.models import User
from appliance.context import Context
from appliance.realtime import looking, watching
from appliance.settings import Settings
from tests.integration.appliance.programs import running_web
from tests.integration.appliance.waiting import eventually

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def web(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_web(settings, tmp_path_factory.mktemp("web")) as (url, program):
        assert requests.get(f"{url}/healthz", timeout=5).status_code == 200
        yield url
        program.terminate()
        program.wait(30)


@pytest.fixture
def connect(
    web: str, context: Context, bearer: Callable[[User], dict[str, str]]
) -> Iterator[Callable[..., Any]]:
    """A browser of somebody, and what it hears of who looks."""
    opened: list[socketio.Client] = []

    def run(user: User) -> tuple[socketio.Client, list[dict[str, Any]]]:
        client = socketio.Client(reconnection=False, websocket_extra_options={"origin": web})
        heard: list[dict[str, Any]] = []
        welcomed: list[Any] = []
        client.on(looking.EVENT, heard.append)
        client.on("hello", welcomed.append)
        opened.append(client)
        token = bearer(user)["Authorization"].removeprefix("Bearer ")
        client.connect(web, transports=["websocket"], auth={"token": token})
        assert eventually(lambda: welcomed)
        return client, heard

    yield run
    for client in opened:
        client.disconnect()


def people(heard: list[dict[str, Any]]) -> list[tuple[int, bool]]:
    return [(one["user_id"], one["is_typing"]) for one in heard[-1]["people"]] if heard else []


def test_who_opens_it_writes_and_goes_is_seen_by_the_others(
    connect: Callable[..., Any], conversation_id: int, ana: User, bruno: User
) -> None:
    anas, _ = connect(ana)
    _, heard = connect(bruno)
    anas.emit("look", {"conversation_id": conversation_id})
    assert eventually(lambda: people(heard) == [(ana.id, False)])
    anas.emit("look", {"conversation_id": conversation_id, "is_typing": True})
    assert eventually(lambda: people(heard) == [(ana.id, True)])
    anas.emit("look", {"conversation_id": None})
    assert eventually(lambda: heard[-1]["people"] == [])


def test_whose_inbox_is_seen_is_known_until_its_window_is_hidden_or_closed(
    connect: Callable[..., Any], context: Context, ana: User
) -> None:
    first, _ = connect(ana)
    second, _ = connect(ana)
    first.emit("look", {"conversation_id": None, "is_visible": True})
    second.emit("look", {"conversation_id": None, "is_visible": True})
    assert eventually(lambda: context.redis.zcard("watching") == 2)
    first.emit("look", {"conversation_id": None, "is_visible": False})
    assert eventually(lambda: context.redis.zcard("watching") == 1)
    assert watching.people(context.redis) == {ana.id}
    second.disconnect()
    assert eventually(lambda: watching.people(context.redis) == frozenset())


def test_whose_window_closes_no_longer_looks(
    connect: Callable[..., Any], conversation_id: int, ana: User, bruno: User
) -> None:
    anas, _ = connect(ana)
    _, heard = connect(bruno)
    anas.emit("look", {"conversation_id": conversation_id})
    assert eventually(lambda: people(heard) == [(ana.id, False)])
    anas.disconnect()
    assert eventually(lambda: heard[-1]["people"] == [])


def test_of_what_one_may_not_see_one_neither_tells_nor_hears(
    connect: Callable[..., Any],
    context: Context,
    conversation_id: int,
    ana: User,
    clara: User,
    queue: Callable[..., int],
    put: Callable[..., None],
) -> None:
    put(conversation_id, queue_id=queue("Diretoria"))
    anas, anas_heard = connect(ana)
    claras, claras_heard = connect(clara)
    anas.emit("look", {"conversation_id": conversation_id})
    claras.emit("look", {"conversation_id": conversation_id})
    assert eventually(lambda: people(claras_heard) == [(clara.id, False)])
    assert anas_heard == []


@pytest.mark.parametrize("said", [None, 5, "x", [], {"conversation_id": "1"}, {"conversation_id": True}, {}])
def test_nonsense_harms_nobody(
    connect: Callable[..., Any], conversation_id: int, ana: User, said: Any
) -> None:
    anas, heard = connect(ana)
    anas.emit("look", said)
    anas.emit("look", {"conversation_id": conversation_id})
    assert eventually(lambda: people(heard) == [(ana.id, False)])


def test_what_a_browser_says_is_heard_in_its_order(
    connect: Callable[..., Any], conversation_id: int, ana: User, bruno: User
) -> None:
    anas, _ = connect(ana)
    _, heard = connect(bruno)
    said = [bool(turn % 2) for turn in range(60)]
    for is_typing in said:
        anas.emit("look", {"conversation_id": conversation_id, "is_typing": is_typing})
    assert eventually(lambda: len(heard) == len(said))
    assert [event["people"][0]["is_typing"] for event in heard] == said
