"""What Meta and FILA-IA would have given a client."""

import json
from typing import Any

import pytest

from demo import number
from demo.__main__ import main
from demo.instance import Instance


class FakeCalls:
    posted: list[tuple[str, dict[str, Any]]]

    def __init__(self, base_url: str) -> None:
        FakeCalls.posted = [(base_url, {})]

    def post(self, path: str, body: dict[str, Any]) -> None:
        self.posted.append((path, body))


def test_made_up_credentials_look_like_real_ones() -> None:
    one, two = number.new_number("A"), number.new_number("A")

    assert one["phone_number_id"].isdecimal()
    assert one["app_secret"] != two["app_secret"]


def test_a_new_client_gets_a_file_and_the_sandbox_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(number, "Calls", FakeCalls)
    monkeypatch.setattr("sys.argv", ["demo", "number", "Padaria do Zé"])

    assert main() == 0

    printed = json.loads(capsys.readouterr().out)
    (url, _), (_, registered), (_, key) = FakeCalls.posted
    assert url == "http://phone.localhost:8080"
    assert registered["name"] == "Padaria do Zé"
    assert printed["whatsapp"]["token"] == registered["token"]
    assert printed["fila_ia"] == {"url": "http://sandbox:8090/fila-ia", **key}


def test_the_clients_app_delivers_what_no_number_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number, "Calls", FakeCalls)
    made = number.new_number("A")

    number.point_app(Instance(), made, "http://acme.localhost:8080")

    assert FakeCalls.posted[1:] == [
        (
            "/sandbox/app",
            {
                "phone_number_id": made["phone_number_id"],
                "callback_url": "http://acme.localhost:8080/webhooks/whatsapp",
                "verify_token": made["verify_token"],
                "handshake": False,
            },
        )
    ]
