"""Having a picture cleaned and its thumbnail drawn, by the program that does it within limits."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from appliance.media.picture_program import UNUSABLE

SECONDS = 15
ROOT = Path(__file__).parents[2]

log = structlog.get_logger()


class UnusablePicture(Exception):
    """Broken, or so large that opening it would do harm."""


@dataclass(frozen=True)
class Prepared:
    """Size in pixels as it is seen, that is upright."""

    width: int
    height: int
    is_animated: bool
    has_thumbnail: bool


def prepare(source: Path, clean: Path, thumbnail: Path, content_type: str) -> Prepared:
    """Writes the cleaned picture and, where it can be drawn, its thumbnail. Raises UnusablePicture."""
    files = [str(source), str(clean), str(thumbnail)]
    command = [sys.executable, "-m", "appliance.media.picture_program", *files, content_type]
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnusablePicture("took too long") from error
    said = done.stderr.decode(errors="replace").strip()[-300:]
    if done.returncode != 0:
        if done.returncode != UNUSABLE:
            log.warning("picture program ended badly", code=done.returncode, said=said)
        raise UnusablePicture(said)
    if said:
        log.info("picture program", said=said)
    return Prepared(**json.loads(done.stdout))
