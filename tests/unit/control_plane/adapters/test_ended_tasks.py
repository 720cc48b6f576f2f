"""Ended tasks are counted alike, however few of them the engine keeps."""

from typing import Any

import pytest

from control_plane.adapters.ended_tasks import EndedTasks
from control_plane.adapters.stack_state import judge

PRESENT: dict[str, Any] = {"ContainerSpec": {"Image": "new"}}
OLDER: dict[str, Any] = {"ContainerSpec": {"Image": "old"}}
SERVICE: dict[str, Any] = {
    "ID": "web",
    "Spec": {"Name": "t-acme_web", "Mode": {"Replicated": {"Replicas": 1}}, "TaskTemplate": PRESENT},
}


def task(
    number: int, state: str, desired: str = "running", spec: Any = PRESENT, service: str = "web"
) -> dict[str, Any]:
    error = f"exit {number}" if state == "failed" else ""
    return {
        "ID": f"task-{number}",
        "ServiceID": service,
        "Spec": spec,
        "DesiredState": desired,
        "CreatedAt": f"{number:04}",
        "Status": {"State": state, "Err": error, "Timestamp": f"{number:04}"},
    }


def verdicts(kept: int, starts: int, *, ends_well: bool = False) -> list[str]:
    """What is said at each look while a service is started anew; the engine keeps `kept` ended tasks.

    Each start is seen twice: on its way, then failed (unless the engine has dropped it by then).
    """
    ended = EndedTasks([])
    found = []
    for number in range(starts):
        before = [task(each, "failed", "shutdown") for each in range(number)]
        history = before[-kept:] if kept else []
        for listed in ([*history, task(number, "starting")], _after(history, number, kept)):
            tasks = ended.look(listed)
            found.append(judge(SERVICE, tasks, [], ended.of(SERVICE)).verdict)
    if ends_well:
        tasks = ended.look([task(starts, "running")])
        found.append(judge(SERVICE, tasks, [], ended.of(SERVICE)).verdict)
    return found


def _after(history: list[Any], number: int, kept: int) -> list[Any]:
    return [*history, task(number, "failed", "shutdown")] if kept else []


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_a_crash_loop_shows_at_its_third_end(kept: int) -> None:
    assert verdicts(kept, starts=3) == ["moving"] * 5 + ["broken"]


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_a_start_that_failed_once_and_then_runs_is_fine(kept: int) -> None:
    assert verdicts(kept, starts=1, ends_well=True)[-1] == "settled"


def test_what_had_ended_before_does_not_count() -> None:
    old = [task(number, "failed", "shutdown") for number in range(5)]
    ended = EndedTasks(old)
    assert ended.look([*old, task(9, "starting")]) == [task(9, "starting")]
    assert ended.of(SERVICE) == []


def test_what_still_ran_at_the_beginning_counts_when_it_ends() -> None:
    ended = EndedTasks([task(1, "starting")])
    ended.look([task(1, "failed", "shutdown")])
    assert [each["ID"] for each in ended.of(SERVICE)] == ["task-1"]


def test_a_task_that_was_told_to_end_has_not_ended_by_itself() -> None:
    ended = EndedTasks([])
    ended.look([task(1, "running", "shutdown"), task(2, "shutdown", "shutdown")])
    ended.look([])
    assert ended.of(SERVICE) == []


def test_a_task_that_the_engine_lists_again_is_not_gone() -> None:
    ended = EndedTasks([])
    for listed in ([task(1, "starting")], [], [task(1, "running")]):
        ended.look(listed)
    assert ended.of(SERVICE) == []


def test_other_services_and_older_specifications_do_not_count() -> None:
    ended = EndedTasks([])
    ended.look([task(1, "failed", spec=OLDER), task(2, "failed", service="worker"), task(3, "complete")])
    assert [each["ID"] for each in ended.of(SERVICE)] == ["task-3"]
