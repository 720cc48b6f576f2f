"""How a job's end is read: its result, its own reason, or none."""

import pytest

from control_plane.adapters.jobs import Job, JobResult
from control_plane.errors import StepFailed
from control_plane.operations.steps.run_job import run_job
from control_plane.web.language import language
from tests.unit.control_plane.operations.steps.conftest import Scene

JOB = Job("job", "image", ["true"], "1:1", [], {})


def end(scene: Scene, exit_code: int, *lines: str) -> StepFailed:
    scene.adapters.jobs.result = JobResult(exit_code, "\n".join(lines))
    with pytest.raises(StepFailed) as failed:
        run_job(scene.context, JOB, "Migrating the database")
    return failed.value


def test_the_result_is_the_last_outcome_line_whatever_follows(scene: Scene) -> None:
    scene.adapters.jobs.result = JobResult(0, '{"progress": {}}\n{"result": {"a": 1}}\nsome log line\n')
    assert run_job(scene.context, JOB, "Migrating the database") == {"a": 1}
    assert scene.told == [("Migrating the database", 5)]


def test_its_own_reason(scene: Scene) -> None:
    said = '{"error": {"code": "no_disk", "message": "The disk is full.", "details": {}}}'
    failed = end(scene, 1, "log 1", said, "", "log 2")
    assert (failed.code, failed.message) == ("no_disk", "The disk is full.")
    assert failed.details["output"] == "log 1\nlog 2"


@pytest.mark.parametrize(
    "line", ["Killed", "{not json", '"text"', '{"event": "x"}', '{"error": "text"}', '{"result": {}}']
)
def test_no_reason_is_said_to_be_none(scene: Scene, line: str) -> None:
    failed = end(scene, 137, line)
    assert failed.code == "job_failed"
    assert "exit code 137 without saying why" in failed.message
    assert language("pt-BR").sentence(failed.message).startswith("Criando as tabelas: a tarefa terminou")


def test_an_end_without_an_outcome_is_no_success(scene: Scene) -> None:
    assert end(scene, 0, "all fine").code == "job_failed"


def test_only_the_last_lines_are_kept_and_none_without_end(scene: Scene) -> None:
    output = end(scene, 1, *(str(number) for number in range(50)), "x" * 9000).details["output"]
    assert output.startswith("31\n")
    assert output.endswith("\n" + "x" * 500)
