"""From a change to a browser: told once, sealed for it, and no longer than its person is signed in.

The push service is a double on this machine that opens what arrives with the browser's keys. Our worker calls
public addresses alone, so the double is reached through the one seam there is: the HTTP session it is given.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import time_machine
from pytest_httpserver import HTTPServer
from requests.adapters import HTTPAdapter
from sqlalchemy import func, select, update
from werkzeug import Request, Response

from appliance.accounts import sessions as people_sessions
from appliance.accounts.models import SignIn, User
from appliance.accounts.people import acting
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation
from appliance.database import transaction, utc_now
from appliance.mentions.writing import NewNote, write_note
from appliance.push import base64url, telling
from appliance.push.identity import THE_ONE, identity_of
from appliance.push.models import Push, PushBrowser, PushIdentity
from appliance.push.sending import PAUSES, public_session, send_due
from appliance.realtime import watching
from appliance.realtime.events import publish_pending
from tests.push_browser import Browser

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
Write = Callable[..., int]
PATH = "/send/1"


class _ToTheDouble(HTTPAdapter):
    """https://push.example is the double's address."""

    def __init__(self, url: str) -> None:
        self._url = url
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = self._url + urlsplit(request.url or "").path
        return super().send(request, *args, **kwargs)


class Service:
    """What arrived at the push service, and what it answers."""

    def __init__(self, server: HTTPServer) -> None:
        self.arrived: list[Request] = []
        self.answers: list[Response] = []
        self.http = public_session()
        self.http.mount("https://push.example/", _ToTheDouble(server.url_for("").rstrip("/")))
        server.expect_request(PATH, method="POST").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        request.get_data()
        self.arrived.append(request)
        return self.answers.pop(0) if self.answers else Response(status=201)


@pytest.fixture
def service(httpserver: HTTPServer) -> Service:
    return Service(httpserver)


@pytest.fixture
def browser(context: Context, ana: User, call: Call) -> Browser:
    """Ana's, who wants to be told in it."""
    made = Browser()
    assert call(ana, "GET", "/notifications/key")[0] == 200
    status, _ = call(ana, "POST", "/notifications/browsers", made.subscription())
    assert status == 201
    return made


@pytest.fixture
def tell(context: Context, service: Service, browser: Browser) -> Callable[[], list[dict[str, Any]]]:
    """One round of the worker; what Ana's browser was shown by it."""

    def run() -> list[dict[str, Any]]:
        before = len(service.arrived)
        publish_pending(context)
        telling.tell_published(context)
        send_due(context, service.http)
        return [browser.read_json(request.get_data()) for request in service.arrived[before:]]

    return run


Tell = Callable[[], list[dict[str, Any]]]


def taken_by(context: Context, user: User, **values: Any) -> int:
    """The one conversation, answered by `user`."""
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        ownership.take_over(session, conversation, acting(session, user.id))
        for name, value in values.items():
            setattr(conversation, name, value)
        return conversation.id


def settled(context: Context, ana: User, write: Write, tell: "Tell") -> int:
    """Ana answers a customer; all that is told of so far was told."""
    write("wamid.1", "Oi")
    conversation_id = taken_by(context, ana)
    tell()
    return conversation_id


def states(context: Context) -> list[str]:
    with context.sessions() as session:
        return list(session.scalars(select(Push.status).order_by(Push.id)))


def browsers(context: Context) -> int:
    with context.sessions() as session:
        return session.scalars(select(func.count()).select_from(PushBrowser)).one()


def test_a_customers_message_arrives_sealed_and_says_nothing_of_them(
    context: Context, ana: User, write: Write, tell: Tell, service: Service
) -> None:
    conversation_id = settled(context, ana, write, tell)
    write("wamid.2", "Segredo")
    assert tell() == [
        {
            "event": "message",
            "conversation_id": conversation_id,
            "title": "Nova mensagem de cliente",
            "body": "ACME",
            "icon": "/apple-touch-icon.png",
            "tag": f"conversation-{conversation_id}",
        }
    ]
    headers = service.arrived[-1].headers
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Urgency"] == "normal"
    assert 3500 < int(headers["TTL"]) <= 3600
    assert len(headers["Topic"]) == 32
    assert b"Segredo" not in service.arrived[-1].get_data()
    assert tell() == [], "once is enough"


def test_the_service_is_told_who_we_are_by_the_key_the_browser_subscribed_for(
    context: Context, ana: User, call: Call, write: Write, tell: Tell, service: Service
) -> None:
    settled(context, ana, write, tell)
    write("wamid.2")
    tell()
    token, _, key = service.arrived[-1].headers["Authorization"].removeprefix("vapid t=").partition(", k=")
    assert key == call(ana, "GET", "/notifications/key")[1]["public_key"]
    assert json.loads(base64url.decode(token.split(".")[1]))["aud"] == "https://push.example"


def test_who_chose_so_is_shown_name_and_text(
    context: Context, ana: User, call: Call, write: Write, tell: Tell
) -> None:
    chosen = call(ana, "GET", "/notifications")[1]["choices"]
    assert call(ana, "PUT", "/notifications/choices", {**chosen, "push_shows": "text"})[0] == 200
    settled(context, ana, write, tell)
    write("wamid.2", "Chegou?")
    assert [(one["title"], one["body"]) for one in tell()] == [("Ana P.", "Chegou?")]


def test_what_waits_what_was_given_and_who_is_named_are_told(
    context: Context, ana: User, bruno: User, write: Write, tell: Tell
) -> None:
    write("wamid.1")
    with transaction(context.sessions) as session:
        ownership.hand_off(session, session.scalars(select(Conversation)).one(), "ai_fallback")
    assert [one["event"] for one in tell()] == ["waiting"]
    conversation_id = taken_by(context, bruno)
    assert tell() == []
    write_note(context, bruno, conversation_id, NewNote("@Ana, veja", [ana.id]))
    assert [one["event"] for one in tell()] == ["mention"]
    with transaction(context.sessions) as session:
        conversation = session.get_one(Conversation, conversation_id)
        giver = acting(session, bruno.id)
        ownership.transfer(session, conversation, giver, queue_id=None, to_user_id=ana.id)
    assert [one["event"] for one in tell()] == ["transferred"]


def test_what_was_read_meanwhile_is_not_sent(
    context: Context, ana: User, write: Write, service: Service, browser: Browser
) -> None:
    write("wamid.1")
    taken_by(context, ana)
    write("wamid.2")
    telling.tell_published(context)
    with transaction(context.sessions) as session:
        session.execute(update(Conversation).values(unread_count=0))
    send_due(context, service.http)
    assert service.arrived == []
    assert set(states(context)) == {"dropped"}


def test_nobody_is_told_who_has_the_inbox_open_in_any_browser(
    context: Context, ana: User, write: Write, tell: Tell
) -> None:
    settled(context, ana, write, tell)
    watching.note(context.redis, ana.id, "socket-1", is_visible=True)
    write("wamid.2")
    assert tell() == []
    watching.note(context.redis, ana.id, "socket-1", is_visible=False)
    write("wamid.3")
    assert [one["event"] for one in tell()] == ["message"]


@pytest.mark.parametrize("gone", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    gone: int, context: Context, ana: User, write: Write, tell: Tell, service: Service
) -> None:
    settled(context, ana, write, tell)
    write("wamid.2")
    service.answers = [Response(status=gone)]
    tell()
    assert browsers(context) == 0
    assert tell() == []


def test_a_service_that_is_busy_is_asked_again_when_it_says(
    context: Context, ana: User, write: Write, tell: Tell, service: Service
) -> None:
    settled(context, ana, write, tell)
    write("wamid.2")
    service.answers = [Response(status=429, headers={"Retry-After": "120"}), Response(status=503)]
    tell()
    with time_machine.travel(utc_now() + timedelta(seconds=100), tick=True):
        assert tell() == []
    with time_machine.travel(utc_now() + timedelta(seconds=121), tick=True):
        assert len(tell()) == 1
        assert tell() == []
    with time_machine.travel(utc_now() + timedelta(seconds=121 + PAUSES[1] + 1), tick=True):
        assert len(tell()) == 1
    assert states(context) == ["sent", "sent"]


def test_a_refusal_and_a_redirect_are_final(
    context: Context, ana: User, write: Write, tell: Tell, service: Service
) -> None:
    settled(context, ana, write, tell)
    write("wamid.2")
    write("wamid.3")
    service.answers = [Response(status=403), Response(status=302, headers={"Location": "http://127.0.0.1/"})]
    assert len(tell()) == 2
    assert states(context) == ["sent", "dropped", "dropped"]
    assert browsers(context) == 1


def test_a_name_that_leads_into_our_networks_is_never_called(
    context: Context, ana: User, browser: Browser, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("wamid.1")
    taken_by(context, ana)
    write("wamid.2")
    telling.tell_published(context)
    found = [(2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr("foundation.public_http.socket.getaddrinfo", lambda *_a, **_k: found)
    send_due(context, public_session())
    assert browsers(context) == 0


def test_who_signs_out_or_is_switched_off_is_told_no_more(
    context: Context, ana: User, write: Write, tell: Tell
) -> None:
    settled(context, ana, write, tell)
    people_sessions.end_all(context, ana)
    write("wamid.2")
    assert tell() == []
    telling.forget(context)
    assert browsers(context) == 0


def test_who_signs_out_between_telling_and_sending_is_not_told(
    context: Context, ana: User, write: Write, service: Service, browser: Browser
) -> None:
    write("wamid.1")
    taken_by(context, ana)
    write("wamid.2")
    telling.tell_published(context)
    with transaction(context.sessions) as session:
        session.execute(update(SignIn).values(revoked_at=utc_now()))
    send_due(context, service.http)
    assert service.arrived == []


def test_what_happened_long_before_is_news_to_nobody(
    context: Context, ana: User, write: Write, tell: Tell
) -> None:
    settled(context, ana, write, tell)
    write("wamid.2")
    with time_machine.travel(utc_now() + timedelta(minutes=3), tick=True):
        assert tell() == []


def test_the_key_is_made_once_and_anew_only_when_it_no_longer_opens(
    context: Context, ana: User, call: Call, browser: Browser
) -> None:
    first = call(ana, "GET", "/notifications/key")[1]["public_key"]
    assert call(ana, "GET", "/notifications/key")[1]["public_key"] == first
    with transaction(context.sessions) as session:
        identity = identity_of(session, context.settings.session_key)
        assert identity is not None
        assert identity_of(session, "another key") is None
        row = session.get_one(PushIdentity, THE_ONE)
        assert base64url.encode(identity.private_key) not in row.private_key
        row.private_key = row.private_key[:-8] + "AAAAAAA="
    assert call(ana, "GET", "/notifications/key")[1]["public_key"] != first
    assert browsers(context) == 0
