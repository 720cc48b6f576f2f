"""Every job names a function that exists, is guarded, and runs in a queue that has a worker."""

from importlib import import_module

import pytest

from appliance.job_queues import JOBS, NAMES, Job


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.path)
def test_a_job_exists_and_its_queue_is_consumed(job: Job) -> None:
    module, _, name = job.path.rpartition(".")
    function = getattr(import_module(module), name)
    assert hasattr(function, "__wrapped__"), "not marked with @job"
    assert job.queue in NAMES
