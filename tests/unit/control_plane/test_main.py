import logging

import pytest

from control_plane import __main__ as program


@pytest.fixture(autouse=True)
def own_logs(monkeypatch):
    """The real set-up would take the test run's log handlers away."""
    monkeypatch.setattr(program, "configure_logs", lambda **_always: None)
    yield
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.NOTSET)


@pytest.mark.parametrize("arguments", [[], ["nonsense"]])
def test_an_unknown_word_shows_the_known_ones(arguments, capsys):
    assert program.main(arguments) == 2
    assert "panel|runner|clock" in capsys.readouterr().err


def test_missing_settings_are_listed_together(capsys, monkeypatch):
    for name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY"):
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    assert program.main(["migrate"]) == 2
    problems = capsys.readouterr().err.splitlines()
    assert problems == [
        f"{name}_FILE is not set" for name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")
    ]


def test_a_known_error_is_one_line(tmp_path, capsys):
    (tmp_path / "password").write_text("short")
    arguments = ["create-operator", "--email", "ana@x.example", "--password-file", str(tmp_path / "password")]
    assert program.main(arguments) == 1
    assert "12 to 128 characters" in capsys.readouterr().err
