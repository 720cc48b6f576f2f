"""Every setting a program reads stands in docs/reference/settings.md, and nothing else does."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.settings import read_settings as read_appliance
from backups.settings import read_settings as read_backups
from control_plane.settings import read_settings as read_control_plane
from foundation.settings_reader import SettingsError
from sandbox.settings import read_settings as read_sandbox

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs/reference/settings.md").read_text(encoding="utf-8")
PROGRAMS: dict[str, Callable[[Mapping[str, str]], object]] = {
    "appliance": read_appliance,
    "backups": read_backups,
    "control_plane": read_control_plane,
    "sandbox": read_sandbox,
}
OF_ONE_COMMAND = {
    "appliance": {"FIRST_USERS_FILE", "BRAND_FILE", "BRAND_FAVICON_FILE"},
    "backups": {
        *("OFFSITE_REPOSITORY", "OFFSITE_LOGIN_FILE", "OFFSITE_PASSWORDS_FILE"),
        *("PLATFORM_COPY_DIR", "PLATFORM_KEY_FILE", "PLATFORM_DIR", "INSTANCE"),
    },
}
"""Read by that command itself, not by `read_settings`."""
TOOLS = ("control_plane/cli", "control_plane/adapters", "demo", "images", "tests")


class Recorder(Mapping[str, str]):
    """Has every variable, and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return "1"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def listed(heading: str) -> set[str]:
    """The names in the first column of a section's table."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]*)`", row)}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_page_lists_what_a_program_reads(program: str) -> None:
    environ = Recorder()
    with suppress(SettingsError):  # "1" is no locale and no file
        PROGRAMS[program](environ)
    assert listed(program) == environ.asked | OF_ONE_COMMAND.get(program, set())


def test_the_page_lists_what_our_tools_read() -> None:
    read: set[str] = set()
    for folder in TOOLS:
        for path in (REPOSITORY / folder).rglob("*.py"):
            read.update(re.findall(r"environ\.get\(['\"]([A-Z_]+)", path.read_text(encoding="utf-8")))
    assert read == listed("On a developer's machine") | {"GUICHE_CONFIG", "GUICHE_PROFILE", "DOCKER_HOST"}
    assert "`GUICHE_CONFIG`" in PAGE and "`GUICHE_PROFILE`" in PAGE
    assert "`DOCKER_HOST`" in PAGE
