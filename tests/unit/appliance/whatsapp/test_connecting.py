"""What the operator is told when the number cannot be connected: what to put right, and Meta's reason."""

from typing import Any, cast

import pytest

from appliance.settings import Settings
from appliance.whatsapp import connecting
from appliance.whatsapp.connecting import ConnectionRefused, connect, disconnect
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable


class Named:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


SETTINGS = cast(
    Settings,
    Named(
        tenant=Named(public_url="http://acme.localhost/"),
        whatsapp=Named(phone_number_id="200300", waba_id="100200", graph_url="http://graph.example"),
    ),
)


class Graph:
    """Meta, as far as connecting needs it; `refusals` by call."""

    refusals: dict[str, Exception] = {}  # noqa: RUF012

    def __init__(self, *_arguments: Any) -> None:
        pass

    def _answer(self, call: str) -> dict[str, Any]:
        if call in self.refusals:
            raise self.refusals[call]
        return {"verified_name": "ACME"}

    def number(self) -> dict[str, Any]:
        return self._answer("number")

    def prove_app_secret(self) -> None:
        self._answer("prove_app_secret")

    def subscribe_app(self) -> None:
        self._answer("subscribe_app")

    def set_callback(self, url: str) -> None:
        assert url == "http://acme.localhost/webhooks/whatsapp"
        self._answer("set_callback")

    def remove_callback(self) -> None:
        self._answer("remove_callback")


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Any:
    """How connecting ends when one call is refused."""
    monkeypatch.setattr(connecting, "GraphClient", Graph)

    def refused(call: str, error: Exception) -> ConnectionRefused:
        monkeypatch.setattr(Graph, "refusals", {call: error})
        with pytest.raises(ConnectionRefused) as raised:
            (disconnect if call == "remove_callback" else connect)(SETTINGS)
        return raised.value

    return refused


def test_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "GraphClient", Graph)
    assert disconnect(SETTINGS) == {"phone_number_id": SETTINGS.whatsapp.phone_number_id}


def test_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "GraphClient", Graph)
    assert connect(SETTINGS)["verified_name"] == "ACME"


@pytest.mark.parametrize(
    ("call", "meta_code", "status", "code", "words"),
    [
        ("number", 190, 401, "whatsapp_token", "does not accept the access token"),
        ("number", 0, 400, "whatsapp_token", "does not accept the access token"),
        ("number", None, 401, "whatsapp_token", "does not accept the access token"),
        ("number", 10, 400, "whatsapp_permission", "lacks a permission"),
        ("subscribe_app", 200, 403, "whatsapp_permission", "lacks a permission"),
        ("number", 100, 400, "whatsapp_ids", "no number 200300"),
        ("number", 33, 400, "whatsapp_ids", "no number 200300"),
        ("subscribe_app", 100, 400, "whatsapp_ids", "no business account 100200"),
        ("prove_app_secret", 100, 400, "whatsapp_app_secret", "not that of the access token's app"),
        ("prove_app_secret", 190, 401, "whatsapp_token", "does not accept the access token"),
        ("set_callback", 100, 400, "whatsapp_refused", "refused to connect"),
        ("remove_callback", 190, 401, "whatsapp_token", "does not accept the access token"),
        ("remove_callback", 100, 400, "whatsapp_ids", "has no number"),
        ("set_callback", 2200, 400, "whatsapp_callback", "is it public?"),
        ("number", 4, 400, "whatsapp_refused", "refused to connect"),
    ],
)
def test_refusals(refused: Any, call: str, meta_code: int | None, status: int, code: str, words: str) -> None:
    error = refused(call, GraphError(meta_code, "No, thanks", status))
    assert error.code == code
    assert words in error.message
    assert error.message.endswith("Meta says: “No, thanks”")
    assert error.details == {"meta_code": meta_code, "reason": "No, thanks"}


def test_a_refusal_without_words(refused: Any) -> None:
    assert refused("number", GraphError(190, "", 401)).message.endswith("“HTTP 401”")


@pytest.mark.parametrize("error", [Unreachable("refused"), NoAnswer("timeout")])
def test_no_answer(refused: Any, error: Exception) -> None:
    assert refused("number", error).code == "whatsapp_no_answer"


def test_the_proof_of_the_secret_is_in_no_error_text(refused: Any) -> None:
    asked = (
        "/v25.0/200300?fields=id&appsecret_proof=5ec4e7 (Caused by NewConnectionError('Connection refused'))"
    )
    message = refused("prove_app_secret", Unreachable(asked)).message
    assert "5ec4e7" not in message
    assert message.endswith("/v25.0/200300 (Caused by NewConnectionError('Connection refused'))")
