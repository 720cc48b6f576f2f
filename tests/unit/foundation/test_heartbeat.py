import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foundation import heartbeat


@pytest.fixture(autouse=True)
def _own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def probe(max_age: str) -> int:
    return subprocess.run([sys.executable, "-m", "foundation.heartbeat", max_age], check=False).returncode


def test_no_beat_is_no_life() -> None:
    assert not heartbeat.is_fresh(30)
    assert probe("30") == 1


def test_a_beat_just_now_is_life() -> None:
    heartbeat.beat()
    assert heartbeat.is_fresh(30)
    assert probe("30") == 0


def test_an_old_beat_is_none() -> None:
    heartbeat.beat()
    old = time.time() - 60
    os.utime(heartbeat.heartbeat_file(), (old, old))
    assert not heartbeat.is_fresh(30)
    assert probe("30") == 1
