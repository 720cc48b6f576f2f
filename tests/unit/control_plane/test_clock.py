from dataclasses import replace

import pytest

from control_plane.clock import make_scheduler
from control_plane.database import transaction, utc_now
from control_plane.services.audit import record
from control_plane.services.container import make_services
from tests.unit.control_plane.mailbox import Mailbox, serving


@pytest.fixture
def jobs(services):
    return {job.id: job for job in make_scheduler(services).get_jobs()}


def test_a_tick_that_was_missed_needs_no_second_one(jobs):
    assert jobs.keys() == {"due", "mail", "events", "audit-anchor"}
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


def test_what_the_clients_are_to_be_told_is_written_and_sent(services, add_tenant):
    mailbox = Mailbox()
    with serving(mailbox) as settings:
        mailing = make_services(
            replace(services.settings, mail=settings), services.sessions, services.notices
        )
        users = [{"name": "Ana", "email": "ana@acme.example", "role": "admin"}]
        configuration = {**add_tenant("other").configuration, "users": users}
        add_tenant(lifecycle="suspended", closed_at=utc_now(), configuration=configuration)
        for _ in range(2):
            {job.id: job for job in make_scheduler(mailing).get_jobs()}["mail"].func()
    assert [letter["To"] for letter in mailbox.taken] == ["ana@acme.example"]
