import json

import pytest

from backups.cli import main


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The error that the outcome line tells."""
    error: dict[str, str] = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    return error


def test_an_unknown_command_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["destroy"], {}) == 2
    assert "usage" in last_line(capsys)["message"]


def test_missing_settings_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"], {"TENANT_ID": "t"}) == 1
    line = last_line(capsys)
    assert line["code"] == "bad_settings"
    assert "RUN_ID" in line["message"]


def test_a_port_that_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    environ = {
        "TENANT_ID": "t",
        "RUN_ID": "r",
        "DATABASE_USER": "dump",
        "DATABASE_PASSWORD_FILE": "/nowhere/password",
        "DATABASE_PORT": "mysql",
    }
    assert main(["list"], environ) == 1
    assert last_line(capsys)["code"] == "bad_settings"


def test_a_missing_secret_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    environ = {
        "TENANT_ID": "t",
        "RUN_ID": "r",
        "DATABASE_USER": "dump",
        "DATABASE_PASSWORD_FILE": "/nowhere/password",
    }
    assert main(["dump"], environ) == 1
    assert "restic" not in capsys.readouterr().out
