import pytest

from appliance.__main__ import main


@pytest.mark.parametrize("arguments", [[], ["dance"], ["web", "now"]])
def test_anything_but_one_known_command_is_bad_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "web|worker" in capsys.readouterr().err


def test_a_command_runs_and_gives_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.commands.worker.main", lambda: 1)
    assert main(["worker"]) == 1
