"""Every job ends with one line that says how, whatever happened."""

import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from appliance.__main__ import main
from appliance.commands.reporting import report
from appliance.errors import Conflict
from foundation.settings_reader import SettingsError


def outcome(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    *_log, last = capsys.readouterr().out.splitlines()
    document: dict[str, Any] = json.loads(last)
    return document


def raising(error: Exception) -> int:
    def work() -> dict[str, Any]:
        raise error

    return report(work)


def test_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(lambda: {"created": 2}) == 0
    assert outcome(capsys) == {"result": {"created": 2}}


def test_a_refusal_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(Conflict("running", "Another one runs.", since="today")) == 1
    assert outcome(capsys) == {
        "error": {"code": "running", "message": "Another one runs.", "details": {"since": "today"}}
    }


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (SettingsError(["A is not set", "B is not set"]), "bad_settings", "A is not set; B is not set"),
        (
            OperationalError("SELECT secret", {}, Exception("Can't connect")),
            "database_unavailable",
            "Can't connect",
        ),
        (ValueError("what it was about"), "job_broke", "ValueError"),
    ],
)
def test_every_other_end(capsys: pytest.CaptureFixture[str], error: Exception, code: str, words: str) -> None:
    assert raising(error) == 1
    said = outcome(capsys)["error"]
    assert said["code"] == code
    assert words in said["message"]
    assert "SELECT" not in said["message"] and "what it was about" not in said["message"]


def test_a_bug_leaves_its_trace_for_who_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    raising(ValueError("what it was about"))
    printed = capsys.readouterr()
    assert "ValueError: what it was about" in printed.out + printed.err


@pytest.mark.parametrize(
    "command", ["migrate", "create-users", "connect-whatsapp", "set-brand", "after-restore"]
)
def test_each_job_without_settings_says_so(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {})
    assert main([command]) == 1
    assert outcome(capsys)["error"]["code"] == "bad_settings"
