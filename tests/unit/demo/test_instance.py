"""Names, and files that hold passwords."""

import stat
from pathlib import Path

from demo.instance import MACHINE_FOLDER, Instance, read_json, write_json


def test_the_default_instance_is_the_demo() -> None:
    assert Instance().folder == MACHINE_FOLDER
    assert Instance().url("acme") == "http://acme.localhost:8080"


def test_another_instance_keeps_to_itself() -> None:
    other = Instance("gtest", 18080, "t1")

    assert other.folder != MACHINE_FOLDER
    assert other.labels == {"guiche.instance": "gtest"}
    assert other.image("mysql") == "guiche/mysql:t1"
    assert other.url("panel") == "http://panel.localhost:18080"


def test_a_file_of_passwords_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "demo.json"

    write_json(path, {"panel": {"password": "olá"}})
    write_json(path, {"panel": {"password": "olá de novo"}})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_json(path) == {"panel": {"password": "olá de novo"}}
    assert [each.name for each in path.parent.iterdir()] == ["demo.json"]


def test_no_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_json(tmp_path / "none.json") == {}
