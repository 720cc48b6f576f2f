import os
import subprocess
import sys

import pytest

from tests.integration.sandbox.process import ROOT, SandboxProcess

pytestmark = pytest.mark.integration


def test_wrong_settings_are_named_and_end_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env=os.environ | {"PORT": "web"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "PORT must be a whole number" in done.stderr


def test_it_stops_when_asked_although_a_page_is_open(unconnected: SandboxProcess) -> None:
    events = unconnected.events()
    next(events)
    unconnected.process.terminate()
    assert unconnected.process.wait(timeout=10) == 0
    events.close()
