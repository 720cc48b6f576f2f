from typing import Any

import pytest

from control_plane.adapters.stack_state import judge

NEW: dict[str, Any] = {"ContainerSpec": {"Image": "new"}}
OLD: dict[str, Any] = {"ContainerSpec": {"Image": "old"}}


def service(update: str = "", replicas: int = 1) -> dict[str, Any]:
    return {
        "Spec": {"Name": "t-acme_web", "Mode": {"Replicated": {"Replicas": replicas}}, "TaskTemplate": NEW},
        **({"UpdateStatus": {"State": update, "Message": "m"}} if update else {}),
    }


def task(
    state: str, desired: str = "running", error: str = "", spec: Any = NEW, at: int = 0
) -> dict[str, Any]:
    return {
        "Spec": spec,
        "DesiredState": desired,
        "CreatedAt": f"2026-01-01T00:00:{at:02}Z",
        "Status": {"State": state, "Err": error, "Timestamp": f"2026-01-01T00:00:{at:02}Z"},
    }


def test_running_means_settled() -> None:
    state = judge(service(), [task("running")], [])
    assert (state.verdict, state.reason) == ("settled", "")


@pytest.mark.parametrize(
    ("present", "reason"),
    [
        ([], "waiting for the engine"),
        ([task("new")], "network address"),
        ([task("starting")], "not yet healthy"),
        ([task("preparing")], "preparing"),
        ([task("failed", "shutdown", "exit 1"), task("starting")], "not yet healthy"),
    ],
)
def test_on_its_way(present: list[dict[str, Any]], reason: str) -> None:
    state = judge(service(), present, [])
    assert state.verdict == "moving"
    assert reason in state.reason


def test_one_of_two_replicas_is_not_enough() -> None:
    assert judge(service(replicas=2), [task("running")], []).verdict == "moving"


def test_an_old_task_that_still_runs_is_an_update_under_way() -> None:
    present = [task("running"), task("running", spec=OLD)]
    assert judge(service("completed"), present, []).verdict == "moving"


def test_an_update_is_over_only_when_the_engine_says_so() -> None:
    assert judge(service("updating"), [task("running")], []).verdict == "moving"
    assert judge(service("completed"), [task("running")], []).verdict == "settled"


@pytest.mark.parametrize("update", ["rollback_started", "rollback_paused", "rollback_completed"])
def test_a_rollback_is_a_failure_with_its_cause(update: str) -> None:
    present = [task("running"), task("rejected", "shutdown", "No such image: x", spec=OLD, at=5)]
    state = judge(service(update), present, ["image"])
    assert state.verdict == "broken"
    assert update in state.reason
    assert "No such image: x" in state.reason


def test_a_rollback_of_long_ago_does_not_count_when_what_runs_is_what_was_asked() -> None:
    assert judge(service("rollback_completed"), [task("running")], []).verdict == "settled"


def test_a_paused_update_is_a_failure() -> None:
    assert judge(service("paused"), [task("running")], []).verdict == "broken"


def test_another_specification_than_asked_is_a_failure() -> None:
    state = judge(service(), [task("running")], ["secrets"])
    assert state.verdict == "broken"
    assert "secrets" in state.reason


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("no suitable node (insufficient resources on 1 node)", "memory or CPU"),
        ("no suitable node (scheduling constraints not satisfied on 1 node)", "placement constraint"),
        ("No such image: guiche/none:dev", "image is not on the node"),
        ("network sandbox join failed: could not find an available IP", "no address left"),
        ('exec: "x": executable file not found in $PATH', "command does not exist"),
    ],
)
def test_what_cannot_get_better_is_said_at_once(error: str, words: str) -> None:
    state = judge(service(), [task("pending", error=error)], [])
    assert state.verdict == "broken"
    assert words in state.reason
    assert error in state.reason


def test_a_task_that_ends_again_and_again_is_broken() -> None:
    ended = [task("failed", "shutdown", f"exit code {at}", at=at) for at in range(3)]
    assert judge(service(), [], [], ended[:2]).verdict == "moving"
    state = judge(service(), [task("starting", at=9)], [], ended)
    assert state.verdict == "broken"
    assert "3 times" in state.reason
    assert "exit code 2" in state.reason


def test_the_last_reason_there_is_is_told() -> None:
    ended = [task("failed", error="exit 1", at=1), task("running", at=2), task("running", at=3)]
    assert "(exit 1)" in judge(service(), [], [], ended).reason


def test_failures_before_one_that_runs_are_forgiven() -> None:
    ended = [task("failed", "shutdown", "exit", at=at) for at in range(5)]
    assert judge(service(), [*ended, task("running", at=9)], [], ended).verdict == "settled"


def test_failures_that_nobody_waited_for_do_not_count() -> None:
    failed = [task("failed", "shutdown", "exit") for _ in range(5)]
    assert judge(service(), [*failed, task("starting")], []).verdict == "moving"
