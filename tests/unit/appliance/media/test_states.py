from datetime import timedelta

from appliance.job_queues import JOB_TIMEOUT_SECONDS
from appliance.media.states import LEASE, LIFETIME, MAX_ATTEMPTS, backoff


def test_attempts_become_rare_but_never_cease() -> None:
    assert timedelta(seconds=5) <= backoff(1) <= timedelta(seconds=10)
    for attempt in (10, 100, 10_000):
        assert timedelta(minutes=30) <= backoff(attempt) <= timedelta(hours=1)


def test_the_last_attempt_comes_after_meta_has_forgotten_the_file() -> None:
    assert MAX_ATTEMPTS * timedelta(hours=0.75) > LIFETIME


def test_a_lease_outlives_its_job() -> None:
    assert LEASE.total_seconds() > JOB_TIMEOUT_SECONDS
