"""What is built, in which order, and what is left alone. The engine is played by a list of commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from images import build

Said = list[tuple[str, str]]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Commands in the order in which they ran; nothing is present yet."""
    ran: list[list[str]] = []

    def logged(command: list[str], log: Path, stdin: bytes = b"") -> None:
        ran.append(command)

    monkeypatch.setenv("GUICHE_IMAGES", "debian")
    monkeypatch.setattr(build, "LOGS", tmp_path)
    monkeypatch.setattr(build, "_logged", logged)
    monkeypatch.setattr(build, "present_inputs", dict)
    return ran


def _report(said: Said) -> Callable[[str, str, float], None]:
    return lambda name, state, _seconds: said.append((name, state))


def _built(ran: list[list[str]]) -> list[str]:
    return [command[command.index("--tag") + 1] for command in ran if "--tag" in command]


def test_children_are_built_after_their_parents(engine: list[list[str]]) -> None:
    build.build_images(tag="t1", only=("backup-mysql",), report=_report([]))

    assert _built(engine)[-1] == "guiche/backup-mysql:t1"
    assert set(_built(engine)) == {"guiche/restic:t1", "guiche/mysql:t1", "guiche/backup-mysql:t1"}
    assert engine[0][0] == "mmdebstrap"


def test_what_has_the_same_inputs_is_skipped(
    engine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build_images(tag="dev", only=("redis",), report=_report([]))
    label = next(word for command in engine for word in command if word.startswith(f"{build.INPUTS}="))
    base = next(word for command in engine for word in command if word.startswith(f"LABEL {build.INPUTS}="))
    present = {
        "guiche/redis:dev": label.partition("=")[2],
        "guiche/base:bookworm": base.partition("=")[2],
    }
    monkeypatch.setattr(build, "present_inputs", lambda: present)
    engine.clear()
    said: Said = []

    build.build_images(tag="dev", only=("redis",), report=_report(said))

    assert engine == []
    assert sorted(said) == [("base:bookworm", "up to date"), ("redis", "up to date")]


def test_a_failure_is_told_and_its_children_are_not_built(
    engine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*arguments: Any, **_options: Any) -> None:
        raise build.BuildError("no mirror")

    monkeypatch.setattr(build, "_import_rootfs", failing)

    with pytest.raises(build.BuildError, match="no mirror"):
        build.build_images(tag="dev", only=("redis",), report=_report([]))
    assert engine == []


def test_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    assert build.reference("mysql", "dev") == "guiche/mysql:dev"
    assert build.reference("python", "dev") == "guiche/python:3.11"
    assert build.reference("base:sid", "dev") == "guiche/base:sid"


@pytest.mark.parametrize(("chosen", "answers"), [("registry", True), ("debian", False)])
def test_the_base_may_be_chosen(monkeypatch: pytest.MonkeyPatch, chosen: str, answers: bool) -> None:
    monkeypatch.setenv("GUICHE_IMAGES", chosen)

    assert build.registry_answers() is answers


def test_a_failed_command_shows_the_end_of_its_log(tmp_path: Path) -> None:
    script = "for i in $(seq 99); do echo line $i; done; exit 3"

    with pytest.raises(build.BuildError) as failure:
        build._logged(["sh", "-c", script], tmp_path / "x.log")

    assert "line 99" in str(failure.value)
    assert "line 9\n" not in str(failure.value)
    assert "line 1\n" in (tmp_path / "x.log").read_text()
