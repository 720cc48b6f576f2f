"""The platform's database goes off site whole, while others write, and no word of it stays behind."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.offsite_settings import OffsiteSettings
from control_plane.platform_copying import PlatformCopying


@dataclass
class Held:
    """Secrets of the engine."""

    values: dict[str, str]

    def hold(self, stack: str, labels: dict[str, str], name: str, value: str) -> str:  # noqa: ARG002
        self.values[name] = value
        return name

    def remove(self, secrets: list[str]) -> None:
        for name in secrets:
            self.values.pop(name)


class Engine:
    """Reads what the job would, when it would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = Held({})
        self.jobs = self.images = self
        self.result = JobResult(
            0, json.dumps({"result": {"bytes": 1, "checked": "1/30", "retention": "ok", "snapshot": "a"}})
        )
        self.ran: list[Any] = []
        self.seen: list[tuple[str, ...]] = []
        self.given: dict[str, str] = {}

    def pin(self, reference: str) -> str:
        return reference

    def run(self, job: Any, tick: Any) -> JobResult:
        tick(0.0)
        self.ran.append(job)
        self.given = dict(self.secrets.values)
        with closing(sqlite3.connect(self.folder / "platform-copy/platform.sqlite3")) as database:
            self.seen = database.execute("SELECT slug FROM tenants").fetchall()
        return self.result


@pytest.fixture
def settings(settings):
    return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example", "shop", "sesame"))


@pytest.fixture
def engine(tmp_path):
    return Engine(tmp_path)


@pytest.fixture
def copying(settings, sessions, engine):
    return PlatformCopying(settings, sessions, engine)


def test_it_is_whole_and_leaves_nothing_behind(copying, engine, services, add_tenant, tmp_path):
    add_tenant()
    assert copying.copy_if_due()
    assert engine.seen == [("acme",)]
    assert not (tmp_path / "platform-copy").exists()
    assert engine.secrets.values == {}
    assert engine.given["offsite_login"] == "shop\nsesame\n"
    (job,) = engine.ran
    assert job.environment["OFFSITE_REPOSITORY"] == "rest:https://elsewhere.example/guiche/platform"
    assert (job.mounts[0].volume, job.mounts[0].is_read_only) == ("guiche-platform-db", True)
    assert services.facts.get("platform_copy")["error"] is None
    assert not copying.copy_if_due()


def test_a_failure_is_told(copying, engine, services, tmp_path):
    engine.result = JobResult(1, '{"error": {"code": "offsite_full", "message": "no more room"}}')
    assert copying.copy_if_due()
    fact = services.facts.get("platform_copy")
    assert (fact["made_at"], fact["error"]) == (None, {"code": "offsite_full", "message": "no more room"})
    assert engine.secrets.values == {}
    assert not (tmp_path / "platform-copy").exists()


def test_a_runner_that_ends_says_nothing_of_it(copying, services, sessions):
    copying.stop()
    copying.copy_if_due()
    assert not services.metrics.render().count("last_offsite")
