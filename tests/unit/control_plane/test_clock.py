import pytest

from control_plane.clock import make_scheduler
from control_plane.database import transaction, utc_now
from control_plane.services.audit import record


@pytest.fixture
def jobs(services):
    return {job.id: job for job in make_scheduler(services).get_jobs()}


def test_a_tick_that_was_missed_needs_no_second_one(jobs):
    assert jobs.keys() == {"due", "audit-anchor"}
    for job in jobs.values():
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        assert job.next_run_time <= utc_now()


def test_what_is_due_is_queued(jobs, services, add_tenant):
    add_tenant()
    jobs["due"].func()
    (operation,) = services.history.list_all()
    assert (operation["kind"], operation["requested_by"]) == ("backup", "clock")


def test_the_audit_trail_is_anchored_every_hour(jobs, services, sessions, settings, actor):
    assert jobs["audit-anchor"].trigger.interval.total_seconds() == 3600
    with transaction(sessions) as session:
        record(session, actor, "login")
    jobs["audit-anchor"].func()
    assert " 1:" in (settings.data_dir / "audit-anchors.log").read_text()
