"""A creation that is taken back leaves no number at Meta that points at it, and is never held up by Meta."""

import json
from contextlib import nullcontext
from dataclasses import replace

import pytest

from control_plane.adapters.jobs import JobResult
from control_plane.errors import RetryLater, StepFailed
from control_plane.operations.catalog import CREATIONS, KINDS
from control_plane.operations.step import UndoableStep
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp
from tests.unit.control_plane.operations.steps.conftest import Scene

STEP = ConnectWhatsapp()


def answer(scene: Scene, code: str = "") -> None:
    error = {"error": {"code": code, "message": "No.", "details": {}}}
    scene.adapters.jobs.result = JobResult(1, json.dumps(error)) if code else JobResult(0, '{"result": {}}')


def commands(scene: Scene) -> list[str]:
    return [job.command[-1] for job in scene.adapters.jobs.ran]


def connect(scene: Scene, code: str = "") -> None:
    answer(scene, code)
    with pytest.raises(StepFailed) if code else nullcontext():
        STEP.apply(scene.context)


@pytest.fixture
def scene(ready: Scene) -> Scene:
    return ready


def test_what_was_connected_is_disconnected_once(scene: Scene) -> None:
    connect(scene)
    for _ in range(2):
        STEP.undo(scene.context)
    assert commands(scene) == ["connect-whatsapp", "disconnect-whatsapp"]
    assert not STEP.check(scene.context)


def test_nothing_that_was_never_connected_is(scene: Scene) -> None:
    STEP.undo(scene.context)
    assert commands(scene) == []


@pytest.mark.parametrize("code", ["whatsapp_token", "whatsapp_app_secret", "whatsapp_callback"])
def test_what_meta_refused_to_connect_may_be_somebody_elses(scene: Scene, code: str) -> None:
    connect(scene, code)
    STEP.undo(scene.context)
    assert commands(scene) == ["connect-whatsapp"]


@pytest.mark.parametrize("code", ["whatsapp_no_answer", "job_timeout"])
def test_what_may_be_connected_for_all_we_know_is(scene: Scene, code: str) -> None:
    connect(scene, code)
    connect(scene, "whatsapp_token")  # which takes nothing back of what came before
    answer(scene)
    STEP.undo(scene.context)
    assert commands(scene)[-1] == "disconnect-whatsapp"


def test_a_runner_that_died_meanwhile_may_have_connected_it(scene: Scene) -> None:
    class Killed(BaseException):
        pass

    def killed(_message: str, _percent: int | None = None) -> None:
        raise Killed

    with pytest.raises(Killed):
        STEP.apply(replace(scene.context, progress=killed))
    STEP.undo(scene.context)
    assert commands(scene)[-1] == "disconnect-whatsapp"


def test_one_that_an_older_runner_connected_is_known_by_its_proof(scene: Scene) -> None:
    connect(scene)
    del scene.results["whatsapp_asked"]
    STEP.undo(scene.context)
    assert commands(scene)[-1] == "disconnect-whatsapp"


def test_credentials_that_open_nothing_are_noted_at_once(scene: Scene) -> None:
    connect(scene)
    answer(scene, "whatsapp_token")
    STEP.undo(scene.context)
    assert ("Not disconnected: No.", None) in scene.told
    assert scene.results["disconnect_whatsapp"] == {"code": "whatsapp_token", "message": "No."}
    STEP.undo(scene.context)
    assert commands(scene).count("disconnect-whatsapp") == 1


@pytest.mark.parametrize("code", ["whatsapp_no_answer", "whatsapp_refused", "job_not_placed"])
def test_silence_is_asked_again_twice_and_then_noted(scene: Scene, code: str) -> None:
    connect(scene)
    answer(scene, code)
    for _ in range(2):
        with pytest.raises(RetryLater):
            STEP.undo(scene.context)
    STEP.undo(scene.context)
    assert ("Not disconnected: No.", None) in scene.told
    STEP.undo(scene.context)
    assert commands(scene).count("disconnect-whatsapp") == 3


def test_secrets_that_are_gone_hold_nobody_up(scene: Scene) -> None:
    connect(scene)
    scene.adapters.secrets.made.clear()
    for _ in range(2):
        with pytest.raises(RetryLater):
            STEP.undo(scene.context)
    STEP.undo(scene.context)
    assert scene.results["disconnect_whatsapp"]["code"] == "secret_missing"


def test_an_engine_that_is_away_is_waited_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(scene)

    def away(*_: object) -> JobResult:
        raise RetryLater("engine_unreachable", "The Docker engine does not answer.")

    monkeypatch.setattr(scene.adapters.jobs, "run", away)
    for _ in range(5):
        with pytest.raises(RetryLater):
            STEP.undo(scene.context)
    assert "disconnect_whatsapp" not in scene.results


def test_its_wait_is_shorter_than_the_steps(scene: Scene) -> None:
    connect(scene)
    STEP.undo(scene.context)
    assert scene.adapters.jobs.ran[-1].timeout_seconds <= STEP.deadline_seconds / 3


@pytest.mark.parametrize("kind", CREATIONS)
def test_it_is_done_while_web_secrets_and_networks_are_there(kind: str) -> None:
    assert isinstance(STEP, UndoableStep)
    backwards = KINDS[kind].steps[::-1]
    for later in ("attach_edge", "deploy_stack", "create_secrets", "create_networks"):
        assert backwards.index(STEP.name) < backwards.index(later)
