import pytest
import redis
from structlog.testing import capture_logs

from appliance.worker import jobs


def test_a_failing_job_is_logged_once_and_ends() -> None:
    @jobs.job
    def fail(_number: int) -> None:
        raise ZeroDivisionError

    with capture_logs() as lines:
        fail(7)
    assert [(line["event"], line["log_level"]) for line in lines] == [("job failed", "error")]


def test_a_server_that_is_away_is_a_warning_without_a_trace() -> None:
    with capture_logs() as lines, jobs.guard("sweep"):
        raise redis.ConnectionError("refused")
    assert [(line["log_level"], line["reason"]) for line in lines] == [("warning", "refused")]
    assert "exc_info" not in lines[0]


def test_there_is_no_context_outside_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_process", [])
    with pytest.raises(LookupError):
        jobs.context()
