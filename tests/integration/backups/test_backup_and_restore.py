"""Real servers, real restic: what is listed can be restored, and what failed is never listed."""

import pytest

from tests.integration.backups.desk import Desk

pytestmark = pytest.mark.integration

ROOT = {"DATABASE_USER": "root", "DATABASE_PASSWORD_FILE": "/run/secrets/database_root_password"}


def test_what_was_backed_up_comes_back_whole(desk: Desk) -> None:
    status, line, output = desk.job("backup", RUN_ID="run-1")
    assert status == 0, output
    assert line["result"]["rows"] == {"alembic_version": 1, "messages": 30, "vazia": 0}
    assert line["result"]["schema_revision"] == "0001"

    desk.start_database("restored")
    status, line, output = desk.job("restore", RUN_ID="run-1", database="restored", **ROOT)
    assert status == 0, output
    assert line["result"]["rows"]["messages"] == 30
    query = "SELECT HEX(body), HEX(raw) FROM messages ORDER BY id; SELECT COUNT(*) FROM bodies"
    assert desk.sql("restored", query).stdout == desk.sql("mysql", query).stdout
    desk.sql("restored", "INSERT INTO vazia VALUES (9)")
    assert desk.sql("restored", "SELECT id FROM vazia").stdout.strip() == "1"  # the trigger came along


def test_a_run_that_was_complete_is_not_made_twice(desk: Desk) -> None:
    first = desk.job("backup", RUN_ID="run-1")[1]["result"]
    again = desk.job("backup", RUN_ID="run-1")[1]["result"]
    assert again["database_snapshot"] == first["database_snapshot"]
    desk.job("backup", RUN_ID="run-2")
    listed = desk.job("list", RUN_ID="any")[1]["result"]["backups"]
    assert [backup["run_id"] for backup in listed] == ["run-1", "run-2"]


def test_a_wrong_database_password_is_no_restore_point(desk: Desk) -> None:
    wrong = {"DATABASE_PASSWORD_FILE": "/run/secrets/backup_password"}
    status, line, _output = desk.job("backup", RUN_ID="run-1", **wrong)
    assert status == 1
    assert "Access denied" in line["error"]["message"]
    assert desk.job("list", RUN_ID="any")[1]["result"]["backups"] == []


def test_a_database_that_is_down_is_no_restore_point(desk: Desk) -> None:
    assert desk.job("backup", RUN_ID="run-1")[0] == 0
    status, line, _output = desk.job("backup", RUN_ID="run-2", database="nowhere")
    assert status == 1
    assert "result" not in line and line["error"]["message"]
    listed = desk.job("list", RUN_ID="any")[1]["result"]["backups"]
    assert [backup["run_id"] for backup in listed] == ["run-1"]


def test_a_wrong_repository_password_says_so(desk: Desk) -> None:
    desk.job("backup", RUN_ID="run-1")
    wrong = {"BACKUP_PASSWORD_FILE": "/run/secrets/database_dump_password"}
    status, line, _output = desk.job("backup", RUN_ID="run-2", **wrong)
    assert status == 1
    assert line["error"]["code"] == "wrong_password"


def test_another_tenants_restore_point_is_refused(desk: Desk) -> None:
    desk.job("backup", RUN_ID="run-1")
    status, line, _output = desk.job("restore", RUN_ID="run-1", TENANT_ID="tenant-b", **ROOT)
    assert status == 1
    assert "no manifest" in line["error"]["message"]


def test_no_password_is_printed(desk: Desk) -> None:
    outputs = [desk.job("backup", RUN_ID="run-1")[2], desk.job("backup", RUN_ID="r", database="x")[2]]
    for password in desk.passwords.values():
        assert all(password not in output for output in outputs)
