"""Real restic, and a server that speaks its protocol: what was copied comes back, what failed says why."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backups.actions.backup import DATABASE_FILE, MANIFEST_FILE
from backups.cli import main
from backups.offsite import place
from backups.offsite.platform import platform_password
from backups.restic.backup import store_directory, store_text
from backups.restic.dump import read_text
from backups.restic.init import open_or_init
from backups.restic.repository import Repository
from backups.restic.snapshots import list_snapshots
from bench.faults.rest_server import RestServer
from tests.integration.backups.restic_program import restic_folder

pytestmark = pytest.mark.integration

TENANT = "tenant-a"
KEY = "5f" * 32


@pytest.fixture(scope="module")
def restic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return restic_folder(tmp_path_factory.mktemp("restic"))


@dataclass
class Office:
    """A tenant's repository here, and a server elsewhere."""

    folder: Path
    server: RestServer
    capture: pytest.CaptureFixture[str]

    @property
    def local(self) -> Repository:
        return Repository(str(self.folder / "repository"), self.folder / "backup_password")

    def environ(self, **other: str) -> dict[str, str]:
        return {
            "TENANT_ID": TENANT,
            "BACKUP_REPOSITORY": self.local.location,
            "BACKUP_PASSWORD_FILE": str(self.local.password_file),
            "OFFSITE_REPOSITORY": f"rest:http://127.0.0.1:{self.server.port}/guiche/{TENANT}",
            "OFFSITE_LOGIN_FILE": str(self.folder / "login"),
            "OFFSITE_PASSWORDS_FILE": str(self.folder / "passwords"),
            "SCRATCH_DIR": str(self.folder / "scratch"),
            **other,
        }

    def run(self, command: str, **environ: str) -> dict[str, Any]:
        """The last line."""
        self.capture.readouterr()
        main([command], self.environ(**environ))
        line: dict[str, Any] = json.loads(self.capture.readouterr().out.splitlines()[-1])
        return line

    def error(self, command: str, **environ: str) -> str:
        line = self.run(command, **environ)
        return str(line["error"]["code"])

    def back_up(self, run_id: str, dump: str) -> None:
        """A restore point as actions/backup.py leaves it."""
        (self.folder / "media" / run_id).write_text(dump * 2)
        tags = [f"run-{run_id}"]
        store_text(self.local, DATABASE_FILE, dump, host=TENANT, tags=[*tags, "kind-database"])
        store_directory(self.local, self.folder / "media", host=TENANT, tags=[*tags, "kind-media"])
        manifest = {"run_id": run_id, "bytes": len(dump), "rows": {"messages": 1}, "sha256": ""}
        text = json.dumps(manifest)
        store_text(self.local, MANIFEST_FILE, text, host=TENANT, tags=[*tags, "kind-manifest"])

    def lose(self) -> None:
        (self.folder / "repository").rename(self.folder / "lost")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test leaves its repository, with one backup, for the others to begin with."""
    return tmp_path_factory.mktemp("template") / "repository"


@pytest.fixture
def office(
    tmp_path: Path,
    restic: Path,
    template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Office]:
    monkeypatch.setenv("PATH", str(restic), prepend=":")
    monkeypatch.setattr(place, "ANSWERS_SECONDS", 4.0)
    for folder in ("media", "scratch"):
        (tmp_path / folder).mkdir()
    for name, text in (
        ("backup_password", "here"),
        ("passwords", "there\n"),
        ("login", "shop\nopen sesame\n"),
    ):
        (tmp_path / name).write_text(text)
    with RestServer("shop", "open sesame") as server:
        office = Office(tmp_path, server, capsys)
        if not template.exists():
            open_or_init(office.local)
            office.back_up("run-1", "first dump")
            shutil.copytree(office.local.location, template)
        else:
            shutil.copytree(template, office.local.location)
        yield office


def test_what_was_copied_comes_back_into_an_empty_volume(office: Office) -> None:
    assert office.run("offsite")["result"]["runs"] == ["run-1"]
    office.back_up("run-2", "my secret words " * 40)
    store_text(office.local, DATABASE_FILE, "half", host=TENANT, tags=["run-half", "kind-database"])
    second = office.run("offsite")["result"]
    assert (second["runs"], second["copied"], second["retention"]) == (["run-1", "run-2"], 1, "ok")
    assert not any(b"secret words" in content for content in office.server.files.values())
    office.lose()
    back = office.run("retrieve")["result"]
    assert [run["run_id"] for run in back["runs"]] == back["here"] == ["run-1", "run-2"]
    manifest = back["runs"][1]["manifest"]
    stored = {each.id for each in list_snapshots(office.local, host=TENANT)}
    assert {manifest["database_snapshot"], manifest["media_snapshot"]} < stored
    dump = read_text(office.local, manifest["database_snapshot"], DATABASE_FILE)
    assert dump == "my secret words " * 40
    assert office.run("offsite")["result"]["copied"] == 0  # they are known as the same


def test_a_password_that_was_rotated_opens_no_more(office: Office) -> None:
    office.run("offsite")
    (office.folder / "passwords").write_text("newer\nthere\n")
    office.server.is_append_only = True
    assert "result" in office.run("offsite")
    office.server.is_append_only = False
    (office.folder / "passwords").write_text("newer\n")
    assert "result" in office.run("offsite")
    (office.folder / "passwords").write_text("there\n")
    assert office.error("offsite") == "offsite_foreign"


def test_a_refused_login_says_so_at_once(office: Office) -> None:
    (office.folder / "login").write_text("shop\nanother\n")
    line = office.run("offsite")
    assert line["error"]["code"] == "offsite_refused"
    assert "another" not in json.dumps(line)


def test_nobody_there_and_nothing_there(office: Office) -> None:
    nowhere = "rest:http://127.0.0.1:9/guiche/tenant-a"
    assert office.error("offsite", OFFSITE_REPOSITORY=nowhere) == "offsite_unreachable"
    assert office.error("retrieve") == "offsite_empty"


def test_the_platform_comes_back_with_its_key_and_the_address(office: Office) -> None:
    copy = office.folder / "copy"
    copy.mkdir()
    with closing(sqlite3.connect(copy / "platform.sqlite3")) as database:
        database.execute("CREATE TABLE tenants (slug text)")
        database.execute("INSERT INTO tenants VALUES ('acme')")
        database.commit()
    (copy / "anchors.jsonl").write_text("{}\n")
    (office.folder / "passwords").write_text(platform_password(KEY) + "\n")
    (office.folder / "key").write_text(KEY + "\n")
    prefix = f"rest:http://127.0.0.1:{office.server.port}"
    stored = office.run(
        "store-platform", OFFSITE_REPOSITORY=f"{prefix}/shop/platform", PLATFORM_COPY_DIR=str(copy)
    )["result"]
    target = office.folder / "new"
    target.mkdir()
    asked = {
        "OFFSITE_REPOSITORY": prefix,
        "INSTANCE": "shop",
        "PLATFORM_KEY_FILE": str(office.folder / "key"),
        "PLATFORM_DIR": str(target),
    }
    assert office.run("fetch-platform", **asked)["result"]["bytes"] == stored["bytes"]
    with closing(sqlite3.connect(target / "platform.sqlite3")) as database:
        assert database.execute("SELECT slug FROM tenants").fetchall() == [("acme",)]
    assert sorted(path.name for path in target.iterdir()) == ["anchors.jsonl", "platform.sqlite3"]
    assert office.error("fetch-platform", **asked) == "platform_present"
    (office.folder / "key").write_text("00" * 32)
    elsewhere = {**asked, "PLATFORM_DIR": str(office.folder / "media")}
    assert office.error("fetch-platform", **elsewhere) == "offsite_foreign"
