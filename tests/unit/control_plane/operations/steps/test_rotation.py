"""A rotation step by step: at every stage, whoever is let in and whoever knocks agree."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from control_plane.adapters.jobs import Job, JobResult
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Credential
from control_plane.operations.catalog import KINDS
from control_plane.operations.steps import outlast_old_key
from control_plane.operations.steps.all import STEPS
from control_plane.operations.steps.tenant import read_credentials
from control_plane.services.credentials import Vault
from control_plane.services.rotating import GENERATED
from foundation.rotating import accepted, current
from tests.unit.control_plane.operations.steps.conftest import FakeJobs, Scene

USERS = '{"result": {"users": ["app@%", "migrate@%", "dump@%"], "opens": false}}\n'
OUTSIDE = ("connect_whatsapp", "check_answers")
"""Steps that go through the edge."""


class Answer:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
        self.text = ""


class Webhook:
    """Knows the token that the stack was last rolled out with."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def request(self, _method: str, _host: str, _path: str, *, query: dict[str, str]) -> Answer:
        believed = read_credentials(self.scene.context, ["whatsapp_verify_token"])["whatsapp_verify_token"]
        return Answer(200 if query["hub.verify_token"] in accepted(believed) else 403)


class World(FakeJobs):
    """Remembers what each door was last told, and what web and worker were last given."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(JobResult(0, USERS))
        self.scene = scene
        self.told: dict[str, str] = {}

    def run(self, job: Job, tick: Callable[[float], None]) -> JobResult:
        for secret in job.secrets:
            if secret.name in ("database_users", "redis_passwords", "backup_passwords"):
                self.told[secret.name] = read_credentials(self.scene.context, [secret.name])[secret.name]
        return super().run(job, tick)


@pytest.fixture
def scene(ready: Scene) -> Scene:
    ready.context = replace(ready.context, inputs={"credentials": sorted(GENERATED)})
    ready.adapters.jobs = World(ready)
    ready.adapters.tenant_http = Webhook(ready)  # type: ignore[attr-defined]
    STEPS["roll_out_retired"].apply(ready.context)  # what runs before
    return ready


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlast_old_key, "_seconds_left", lambda _context: 0)


def walk(scene: Scene, until: str | None = None) -> list[str]:
    """The names of the steps that had something to do, from the first up to and with `until`."""
    did = []
    for name in KINDS["rotate"].steps:
        if name in OUTSIDE:
            continue
        if not STEPS[name].check(scene.context):
            STEPS[name].apply(scene.context)
            did.append(name)
            assert STEPS[name].check(scene.context), name
        if name == until:
            break
    return did


def stored(scene: Scene, names: Any = tuple(GENERATED)) -> dict[str, list[str]]:
    vault = Vault(scene.context.settings.platform_key)
    with transaction(scene.context.sessions) as session:
        return {name: vault.accepted(session, scene.context.tenant_id, name) for name in names}


def test_everything_gets_another_value_and_one_value_counts(scene: Scene) -> None:
    before = stored(scene)
    assert walk(scene) == [
        step for step in KINDS["rotate"].steps if step not in (*OUTSIDE, "outlast_old_key")
    ]
    after = stored(scene)
    assert all(len(values) == 1 for values in after.values())
    assert not {values[0] for values in after.values()} & {values[0] for values in before.values()}
    assert {name: len(values[0]) for name, values in after.items()} == GENERATED


def test_again_from_the_start_there_is_nothing_to_do(scene: Scene) -> None:
    walk(scene)
    after = stored(scene)
    assert walk(scene) == []
    assert stored(scene) == after


@pytest.mark.parametrize("killed", [name for name in KINDS["rotate"].steps if name not in OUTSIDE])
def test_killed_after_any_step_it_comes_to_the_same_end(scene: Scene, killed: str) -> None:
    before = stored(scene)
    walk(scene, until=killed)
    walk(scene)
    after = stored(scene)
    assert all(len(values) == 1 for values in after.values())
    vault = Vault(scene.context.settings.platform_key)
    with transaction(scene.context.sessions) as session:
        versions = {vault.version(session, scene.context.tenant_id, name) for name in GENERATED}
    assert versions == {2}
    assert before.keys() == after.keys()


def test_admitted_both_count_and_the_old_one_is_used(scene: Scene) -> None:
    before = stored(scene)
    walk(scene, until="roll_out_admitted")
    values = read_credentials(scene.context, ["database_app_password", "session_key", "redis_password"])
    assert values["database_app_password"] == before["database_app_password"][0]
    assert current(values["session_key"]) == before["session_key"][0]
    assert len(accepted(values["session_key"])) == 2
    world = scene.adapters.jobs
    assert isinstance(world, World)
    assert [len(line.split()) for line in world.told["database_users"].splitlines()] == [3, 3, 3, 3]
    for told in world.told.values():
        assert told.endswith("\n")  # a shell reads no line without its end
    assert len(world.told["redis_passwords"].splitlines()) == 2
    assert len(world.told["backup_passwords"].splitlines()) == 2


def test_switched_the_new_one_is_used_and_no_door_is_told_anything_else(scene: Scene) -> None:
    walk(scene, until="roll_out_admitted")
    admitted = stored(scene)
    assert walk(scene, until="roll_out_switched") == ["switch_credentials", "roll_out_switched"]
    assert stored(scene) == {name: values[::-1] for name, values in admitted.items()}
    assert walk(scene, until="roll_out_switched") == []


def test_database_and_redis_keep_the_file_they_began_with(scene: Scene) -> None:
    began = scene.adapters.stacks.mounted_secrets("t-acme", 1)
    walk(scene)
    now = scene.adapters.stacks.mounted_secrets("t-acme", 1)
    changed = {name for name in began if began[name] != now[name]}
    assert changed == {"database_app_password", "redis_password", "session_key", "whatsapp_verify_token"}


def test_of_the_old_values_only_those_files_are_left_in_the_engine(scene: Scene) -> None:
    old = set(scene.adapters.secrets.made)
    walk(scene)
    kept = old & set(scene.adapters.secrets.made)
    rotated = [name for name in kept if any(f"-{each}-" in name for each in (*GENERATED, "redis_acl"))]
    assert sorted(name.rpartition("-")[0] for name in rotated) == [
        "t-acme-database_root_password",
        "t-acme-redis_acl",
    ]


def test_only_what_was_chosen_is_rotated(scene: Scene) -> None:
    scene.context = replace(scene.context, inputs={"credentials": ["redis_password"]})
    before = stored(scene)
    did = walk(scene)
    assert {name for name, values in stored(scene).items() if values != before[name]} == {"redis_password"}
    assert not {"admit_in_database", "admit_in_repository", "reseal_with_new_key"} & set(did)


def test_what_another_left_half_way_is_taken_to_its_end_and_not_lost(scene: Scene) -> None:
    scene.context = replace(scene.context, inputs={"credentials": ["session_key"]})
    walk(scene, until="switch_credentials")
    [new, old] = stored(scene)["session_key"]
    scene.results.clear()
    scene.context = replace(scene.context, inputs={"credentials": ["redis_password"]})
    did = walk(scene)
    assert "reseal_with_new_key" in did
    assert stored(scene)["session_key"] == [new]
    assert new != old


def test_an_old_value_that_still_opens_something_fails_the_rotation(scene: Scene) -> None:
    walk(scene, until="retire_in_repository")
    scene.adapters.jobs.result = JobResult(0, '{"result": {"opens": true}}\n')
    with pytest.raises(StepFailed, match="still opens the backups"):
        STEPS["prove_refused"].apply(scene.context)
    assert not STEPS["prove_refused"].check(scene.context)


def test_it_is_noted_on_the_new_values(scene: Scene) -> None:
    walk(scene)
    with transaction(scene.context.sessions) as session:
        rows = session.query(Credential).filter(Credential.proven_at.is_not(None)).all()
    assert {(row.name, row.version) for row in rows} == {(name, 2) for name in GENERATED}


def test_no_value_is_in_arguments_environment_or_what_is_told(scene: Scene) -> None:
    before = stored(scene)
    walk(scene)
    jobs = scene.adapters.jobs.ran
    shown = (
        " ".join(
            word for job in jobs for word in (*job.command, *job.environment.values(), *job.labels.values())
        )
        + str(scene.told)
        + str(scene.results)
    )
    for values in (*before.values(), *stored(scene).values()):
        assert values[0] not in shown
