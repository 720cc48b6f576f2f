import threading

import pytest


@pytest.fixture
def at_work(flock):
    """A runner works on whatever is asked for."""
    stop = threading.Event()

    def work():
        while not stop.wait(0.02):
            flock.work_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield flock
    stop.set()
    thread.join()


def test_a_run_is_followed_to_the_end_of_its_deletion(signed_in, at_work):
    done = signed_in("canary", "run", "--json")
    assert (done.code, done.json["state"]) == (0, "succeeded")
    shown = signed_in("canary", "show")
    assert "succeeded" in shown.out and "Only run by hand." in shown.out
    assert signed_in("canary", "show", "--json").json["runs"][0]["id"] == done.json["id"]


def test_one_that_fails_ends_with_its_reason(signed_in, at_work):
    at_work.break_("use_help_desk", "smoke_timeout")
    failed = signed_in("canary", "run")
    assert failed.code == 1 and "guiche operation explain" in failed.err
    assert "use_help_desk" in signed_in("canary", "show").out


def test_it_is_only_started_and_a_second_one_refused(signed_in):
    assert "Started" in signed_in("canary", "run", "--no-wait").out
    assert signed_in("canary", "run", "--no-wait").code == 2


def test_what_it_would_do_is_told_first(signed_in, services):
    told = signed_in("canary", "run", "--dry-run")
    assert told.code == 0 and "outbox" not in told.err
    assert services.canaries.show()["runs"] == []
