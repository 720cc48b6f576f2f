"""--dry-run: on every command that asks for an operation."""

import json
from dataclasses import replace

import click
import pytest

from control_plane.cli.main import guiche
from control_plane.cli.plans import plan_lines
from control_plane.database import transaction
from control_plane.models import Backup, Operation
from control_plane.offsite_settings import OffsiteSettings
from tests.unit.control_plane.api.test_dry_run import API, submitting

ON_WHAT_EXISTS = {"watch", "cancel", "resume", "undo"}
COMMANDS = {
    "/tenants": "tenant create",
    "/tenants/bulk": "tenant bulk",
    "/tenants/<slug>": "tenant change",
    "/tenants/<slug>/brand": "tenant brand",
    "/tenants/<slug>/repairs": "tenant repair",
    "/tenants/<slug>/suspensions": "tenant suspend",
    "/tenants/<slug>/resumptions": "tenant resume",
    "/tenants/<slug>/archivings": "tenant archive",
    "/tenants/<slug>/deletions": "tenant delete",
    "/tenants/<slug>/purges": "tenant purge",
    "/tenants/<slug>/backups": "backup run",
    "/tenants/<slug>/backups/offsite": "backup offsite",
    "/tenants/<slug>/backups/retrieve": "backup retrieve",
    "/tenants/<slug>/drills": "backup drill",
    "/tenants/<slug>/restores": "restore",
    "/tenants/<slug>/rotations": "secret rotate",
    "/operations/<id_>/revert": "operation revert",
    "/canary/runs": "canary run",
}
"""By the API's route that asks for operations."""


def commands(group, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def options_of(command):
    return {each.name for each in command.params}


def test_whatever_follows_an_operation_it_asked_for_can_be_rehearsed():
    options = {path: options_of(command) for path, command in commands(guiche)}
    waiting = {
        path
        for path, names in options.items()
        if "wait" in names and not (path[0] == "operation" and path[-1] in ON_WHAT_EXISTS)
    }
    assert len(waiting) >= 5
    assert waiting <= {path for path, names in options.items() if "dry_run" in names}


def test_whatever_asks_for_operations_can_be_rehearsed(app):
    assert COMMANDS.keys() == {rule.removeprefix(API) for _, rule in submitting(app)}
    rehearsed = {" ".join(path) for path, each in commands(guiche) if "dry_run" in options_of(each)}
    assert rehearsed == set(COMMANDS.values())


@pytest.fixture
def settings(settings):
    return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example"))


@pytest.fixture
def backup_id(add_tenant, services, sessions, actor):
    tenant = add_tenant()
    operation, _ = services.backups.submit_backup("acme", actor)
    with transaction(sessions) as session:
        session.get_one(Operation, operation["id"]).state = "succeeded"
        backup = Backup(
            tenant_id=tenant.id,
            operation_id=operation["id"],
            trigger="manual",
            database_snapshot="a",
            media_snapshot="b",
            manifest={},
            bytes=7,
        )
        session.add(backup)
    return backup.id


def test_nothing_is_done_and_nobody_is_asked(signed_in, backup_id, services):
    for arguments in (
        ("backup", "run", "acme"),
        ("backup", "drill", "acme"),
        ("backup", "offsite", "acme"),
        ("backup", "retrieve", "acme"),
        ("tenant", "repair", "acme"),
        ("restore", "acme", backup_id),
        ("tenant", "brand", "acme", "--colour", "#0f6b52"),
    ):
        result = signed_in(*arguments, "--dry-run")
        assert (result.code, "Nothing was done." in result.out) == (0, True), result.err
        document = signed_in(*arguments, "--dry-run", "--json").json
        assert document["plan"]["tenant"] == "acme"
    assert len(services.history.list_all()) == 1


def test_a_creation(signed_in, tmp_path, services):
    path = tmp_path / "credentials.json"
    whatsapp = {"phone_number_id": "123456789", "waba_id": "987654321", "token": "t0ken", "app_secret": "s"}
    path.write_text(json.dumps({"whatsapp": whatsapp, "fila_ia": {"key": "key"}}))
    arguments = ["--name", "ACME", "--admin", "Ana <ana@acme.example>", "--credentials", str(path)]
    result = signed_in("tenant", "create", "acme", *arguments, "--dry-run")
    assert result.code == 0
    assert " 1. preflight (about 1 s)" in result.out
    assert "Cannot be taken back: " in result.out and "t0ken" not in result.out
    assert services.fleet.slugs() == []
    refused = signed_in("tenant", "create", "panel", *arguments, "--dry-run")
    assert refused.code == 2 and "slug: " in refused.err


STEP = {
    "name": "swap_volumes",
    "does": "Swaps.",
    "expected": "runs",
    "because": None,
    "seconds": 20,
    "interrupts": None,
    "interrupted_seconds": None,
    "irreversible": None,
}


def lines(**changes):
    plan = {
        "kind": "restore",
        "tenant": "acme",
        "can_undo": False,
        "ahead": 0,
        "lock": None,
        "limits": {"at_once": 1, "running": 0, "queue": 20},
        "steps": [STEP],
    }
    return list(plan_lines({**plan, **changes}))


def test_only_what_is_in_the_way_is_said():
    assert lines() == [
        "restore of acme, 1 step. Nothing was done.",
        " 1. swap volumes (about 20 s)",
        "    Swaps.",
    ]
    lock = {"holder": "ana", "since": "2026-11-21T09:14:30+00:00", "reason": "a backup is running"}
    said = lines(ahead=2, lock=lock, can_undo=True, limits={"at_once": 1, "running": 1, "queue": 20})[1:-2]
    assert said[0].startswith("Held by ana since ") and said[0].endswith(": a backup is running.")
    assert said[1:] == [
        "Its turn would come after 2 more of this tenant.",
        "1 of this kind run now, of 1 at a time: it would wait.",
        "Should it fail, all of it can be taken back.",
    ]


@pytest.mark.parametrize(
    ("expected", "shown"), [("skipped", "(skipped)"), ("if_needed", "(if needed, about 5 min)")]
)
def test_what_a_step_takes(expected, shown):
    step = {**STEP, "expected": expected, "seconds": 300, "because": "So it is."}
    assert lines(steps=[step])[1:] == [f" 1. swap volumes {shown}", "    Swaps.", "    So it is."]
