"""`make help` lists every verb there is."""

import re
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def test_help_lists_every_verb() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout

    assert {line.split()[0] for line in listed.splitlines() if line} == set(phony[1].split())
