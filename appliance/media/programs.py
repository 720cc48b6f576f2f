"""Running the short-lived programs that open strangers' files: a process each, within limits, then gone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import structlog

from appliance.media import errors
from appliance.media.confinement import STARTER, UNUSABLE

ROOT = Path(__file__).parents[2]

log = structlog.get_logger()


class UnusableFile(Exception):
    """Broken, so large that opening it would do harm, or not to be made into what is wanted.

    `code` as in media.errors.
    """

    def __init__(self, said: str, code: str) -> None:
        self.code = code
        super().__init__(said)


def run_program(
    name: str, *arguments: str, seconds: float, otherwise: str, late: str | None = None
) -> dict[str, Any]:
    """What appliance.media.`name` printed. Raises UnusableFile, its code `otherwise` if it gave none, and
    `late`, where that is another, if it was not done in time.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"appliance.media.{name}", *arguments],
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", STARTER: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnusableFile("took too long", late or otherwise) from error
    said = done.stderr.decode(errors="replace").strip()[-300:]
    if done.returncode != 0:
        if done.returncode != UNUSABLE:
            log.warning("program ended badly", program=name, code=done.returncode, said=said)
        code = said.rpartition("\n")[2]
        raise UnusableFile(said, code if code in errors.SENTENCES else otherwise)
    if said:
        log.info("program", program=name, said=said)
    found = json.loads(done.stdout)
    return dict(found)
