"""What git ignores is made anew or fetched, packages, fonts, built pages: none of it is in the repository."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_that_is_ignored_is_tracked() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert listed.stdout.splitlines() == []
