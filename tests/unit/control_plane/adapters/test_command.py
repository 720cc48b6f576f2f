import os
import sys
import time
from pathlib import Path

import pytest

from control_plane.adapters.command import run
from control_plane.errors import RetryLater, StepFailed

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def assert_ends(pid: str) -> None:
    """Gone, or dead and waiting for its new parent to notice."""
    limit = time.monotonic() + 10
    while _is_alive(pid):
        assert time.monotonic() < limit, "the child still runs"
        time.sleep(0.02)


def _is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_output_and_exit_code_are_results() -> None:
    finished = run(["sh", "-c", "echo out; echo err >&2; exit 3"], timeout=10, environment=ENVIRONMENT)
    assert finished.exit_code == 3
    assert finished.output == "out\nerr\n"


def test_standard_input_is_given() -> None:
    assert run(["cat"], timeout=10, environment=ENVIRONMENT, stdin="ção").output == "ção"


def test_nothing_of_our_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_SECRET", "x")
    assert "PLATFORM_SECRET" not in run(["env"], timeout=10, environment=ENVIRONMENT).output


def test_arguments_never_meet_a_shell() -> None:
    assert run(["echo", "$(id) ; ls"], timeout=10, environment=ENVIRONMENT).output == "$(id) ; ls\n"


def test_a_missing_program_is_said() -> None:
    with pytest.raises(StepFailed, match="not installed"):
        run(["no-such-program"], timeout=10, environment=ENVIRONMENT)


def test_a_program_that_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {pid_file}; wait"
    with pytest.raises(RetryLater, match="did not end within"):
        run(["sh", "-c", script], timeout=0.5, environment=ENVIRONMENT)
    assert_ends(pid_file.read_text().strip())


def test_children_that_outlive_a_program_are_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess,pathlib;p=subprocess.Popen(['sleep','60'],stdin=-3,stdout=-3,stderr=-3);"
        f"pathlib.Path('{pid_file}').write_text(str(p.pid))"
    )
    run([sys.executable, "-c", code], timeout=20, environment=ENVIRONMENT)
    assert_ends(pid_file.read_text())
