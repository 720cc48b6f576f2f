import os
import time
from pathlib import Path

import pytest

from appliance.worker import heartbeat


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat.tempfile, "tempdir", str(tmp_path))


def test_a_worker_that_never_beat_is_not_fresh() -> None:
    assert not heartbeat.is_fresh()


def test_a_beat_is_fresh_for_a_while() -> None:
    heartbeat.touch()
    assert heartbeat.is_fresh()
    old = time.time() - heartbeat.MAX_AGE_SECONDS - 1
    os.utime(heartbeat.heartbeat_file(), (old, old))
    assert not heartbeat.is_fresh()
