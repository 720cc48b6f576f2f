from control_plane.clock import make_scheduler
from control_plane.database import utc_now


def test_there_is_one_job_and_it_queues_what_is_due(services, add_tenant):
    add_tenant()
    (job,) = make_scheduler(services).get_jobs()
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    assert job.next_run_time <= utc_now()
    job.func()
    (operation,) = services.history.list_all()
    assert (operation["kind"], operation["requested_by"]) == ("backup", "clock")
