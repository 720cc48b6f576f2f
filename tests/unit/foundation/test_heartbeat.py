import os
import subprocess
import time
from pathlib import Path

import pytest

from foundation import heartbeat

ALIVE = Path(__file__).parents[3] / "images" / "python" / "alive"


@pytest.fixture(autouse=True)
def _own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def alive(max_age: str) -> bool:
    return subprocess.run([ALIVE, max_age], check=False).returncode == 0


def test_no_beat_is_no_life() -> None:
    assert not alive("30")


def test_a_beat_just_now_is_life() -> None:
    heartbeat.beat()
    assert alive("30")


def test_an_old_beat_is_none() -> None:
    heartbeat.beat()
    old = time.time() - 60
    os.utime(heartbeat.heartbeat_file(), (old, old))
    assert not alive("30")
