"""What the canary makes of a help desk's answers."""

from collections.abc import Callable
from typing import Any

import pytest

from appliance.ai.wishes import wants_person
from appliance.whatsapp.meanings import UNREACHABLE
from control_plane.errors import StepFailed
from control_plane.operations.steps import trial
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.tenant import load_tenant
from control_plane.operations.steps.use_help_desk import CUSTOMER, TEXT_IN, _Use
from tests.unit.control_plane.operations.steps.conftest import Scene
from tests.unit.control_plane.operations.steps.test_smoke_test import FakeTenant

TRIED = {"status": "queued", "error": {"reason": "unreachable"}}


class Desk(FakeTenant):
    """As the smoke test's; the bot hands over after a look, and says so."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses_seen = ["bot", "waiting"]
        self.told: list[dict[str, Any]] = []

    def log_in(self, email: str, password: str) -> None:
        assert (email, bool(password)) == ("beto@acme.example", True)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        if path == "/api/v1/conversations":
            status = self.statuses_seen.pop(0) if len(self.statuses_seen) > 1 else self.statuses_seen[0]
            return {"data": [{"id": 7, "status": status}] if self.delivered else []}
        found: list[dict[str, Any]] = super().get(path, **query)["data"]
        return {
            "data": [{"sender_type": _sender(each), "error": None, **each} for each in [*found, *self.told]]
        }


def _sender(message: dict[str, Any]) -> str:
    return "customer" if message["id"] == 8 else "attendant"


Begun = tuple[_Use, Desk]


@pytest.fixture
def begin(make_scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> Callable[[], Begun]:
    monkeypatch.setattr(trial, "_WAIT_SECONDS", 0.5)
    monkeypatch.setattr(trial, "_POLL_SECONDS", 0.01)

    def make() -> Begun:
        scene = make_scene()
        scene.adapters.tenant_http = None  # type: ignore[attr-defined]
        GenerateCredentials().apply(scene.context)
        use = _Use(scene.context, load_tenant(scene.context))
        desk = Desk()
        use.client = desk  # type: ignore[assignment]
        return use, desk

    return make


def test_what_it_says_and_waits_for_means_that_to_the_help_desk() -> None:
    assert wants_person(TEXT_IN)
    assert UNREACHABLE.name == TRIED["error"]["reason"]  # type: ignore[index]


def test_the_attendant_finds_the_message_once_the_bot_has_handed_it_over(begin: Callable[[], Begun]) -> None:
    use, desk = begin()
    use.sign_in()
    assert use.message_in() == "ok"
    assert use.conversation == {"id": 7, "status": "waiting"}
    assert CUSTOMER in desk.delivered[0].decode()


def test_a_message_that_the_bot_keeps_is_said(begin: Callable[[], Begun]) -> None:
    use, desk = begin()
    desk.statuses_seen = ["bot"]
    with pytest.raises(StepFailed, match="attendant's inbox"):
        use.message_in()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ([{"status": "queued"}, TRIED], []),
        ([{"status": "queued"}], [{"id": 6, "sender_type": "system", "whatsapp_message_id": None, **TRIED}]),
    ],
)
def test_the_answer_or_what_the_bot_said_before_it_is_tried(
    begin: Callable[[], Begun], own: list[dict[str, Any]], told: list[dict[str, Any]]
) -> None:
    use, desk = begin()
    use.message_in()
    desk.replies, desk.told = own, told
    assert use.answer() == "ok"
    assert desk.posted == ["/api/v1/conversations/7/takeover", "/api/v1/messages"]


def test_an_answer_that_nobody_tries_to_send_is_said(begin: Callable[[], Begun]) -> None:
    use, desk = begin()
    use.message_in()
    desk.replies = [{"status": "queued"}]
    with pytest.raises(StepFailed, match="worker"):
        use.answer()


def test_an_answer_that_went_somewhere_is_said(begin: Callable[[], Begun]) -> None:
    use, desk = begin()
    use.message_in()
    desk.replies = [{"status": "accepted"}]
    with pytest.raises(StepFailed, match="accepted") as refused:
        use.answer()
    assert refused.value.code == "canary_answer"
