import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appliance.media import errors
from appliance.media.programs import UnusableFile, run_program

HEAVY = """
import sys
import appliance.media.jobs
import appliance.media.views
print(*({"av", "PIL", "numpy"} & set(sys.modules)))
"""


def test_neither_web_nor_worker_loads_what_opens_files() -> None:
    done = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def look(tmp_path: Path, content: bytes, *, seconds: float = 20) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    arguments = ("look", str(source), str(tmp_path / "thumbnail"), "audio/ogg")
    run_program("recording_program", *arguments, seconds=seconds, otherwise=errors.REFUSED)


def test_a_program_says_why_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as unusable:
        look(tmp_path, b"OggS")
    assert unusable.value.code == errors.UNPLAYABLE


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as unusable:
        look(tmp_path, b"OggS", seconds=0.001)
    assert (unusable.value.code, str(unusable.value)) == (errors.REFUSED, "took too long")


def test_one_that_falls_over_is_a_file_that_cannot_be_used() -> None:
    with pytest.raises(UnusableFile) as unusable:
        run_program("recording_program", "look", seconds=20, otherwise=errors.UNPLAYABLE)
    assert unusable.value.code == errors.UNPLAYABLE


STARTER = """
import sys
from appliance.media.programs import run_program
run_program("recording_program", "look", sys.argv[1], "/dev/null", "audio/ogg", seconds=60, otherwise="x")
"""


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_kill_of_its_starter_kills_it(tmp_path: Path, seconds: int) -> None:
    pipe = tmp_path / "never written"
    os.mkfifo(pipe)
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(pipe)])
    while not (started := children(starter.pid)):
        time.sleep(0.01)
    time.sleep(seconds)  # its interpreter has just begun; it waits for the file
    starter.kill()
    starter.wait()
    deadline = time.monotonic() + 20
    while is_running(started[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(started[0])


def is_running(pid: int) -> bool:
    """False once it is dead, though nobody may have waited for it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
