import subprocess
import sys
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
