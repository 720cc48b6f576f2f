from pathlib import Path

import pytest

from foundation.settings_reader import SettingsError
from sandbox.settings import read_settings


def test_defaults_are_those_of_the_container() -> None:
    settings = read_settings({})
    assert (settings.port, settings.data_dir) == (8090, Path("/data"))
    assert settings.loopback_address == "127.0.0.1"
    assert (settings.sent_after, settings.delivered_after, settings.answer_after) == (0.08, 0.4, 1.0)


def test_delays_are_given_in_milliseconds() -> None:
    assert read_settings({"ANSWER_AFTER_MS": "250"}).answer_after == 0.25


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"PORT": "web", "RETRY_SPEED": "-1"})
    assert [problem.split()[0] for problem in caught.value.problems] == ["PORT", "RETRY_SPEED"]
