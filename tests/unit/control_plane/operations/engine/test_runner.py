import time
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest

from control_plane.operations.engine import runner as runner_module
from control_plane.operations.engine.runner import Runner


@pytest.fixture
def make_runner(toy, monkeypatch):
    monkeypatch.setattr(runner_module, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(runner_module, "HEARTBEAT_SECONDS", 0.02)
    started: list[tuple[Runner, Thread]] = []

    def make(threads: int = 2, **options: Any) -> Runner:
        runner = Runner(
            settings=replace(toy.settings, runner_threads=threads),
            sessions=toy.services.sessions,
            notices=toy.services.notices,
            steps=toy.steps,
            adapters=object(),
            **options,
        )
        thread = Thread(target=runner.run)
        thread.start()
        started.append((runner, thread))
        return runner

    yield make
    for runner, thread in started:
        runner.stop()
        thread.join()


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_runs_what_is_submitted(toy, make_runner):
    make_runner()
    operation_id = toy.submit()
    wait_for(lambda: toy.show(operation_id)["state"] == "succeeded")
    assert toy.world == ["first", "second", "third"]


def test_one_tenants_long_operation_does_not_block_another(toy, make_runner, add_tenant):
    held, reached = Event(), Event()

    def during(context):
        if context.tenant_id == toy.tenant.id:
            reached.set()
            held.wait(30)

    toy.steps["first"].during = during
    make_runner()
    slow = toy.submit()
    assert reached.wait(30)
    toy.world.append("first")  # of the other tenant
    other = add_tenant("beta")
    toy_of_other = replace(toy, tenant=other)
    quick = toy_of_other.submit()
    wait_for(lambda: toy.show(quick)["state"] == "succeeded")
    assert toy.show(slow)["state"] == "running"
    held.set()
    wait_for(lambda: toy.show(slow)["state"] == "succeeded")


def test_works_on_no_more_than_its_limit(toy, make_runner, add_tenant):
    held, reached = Event(), Event()

    def during(_context):
        reached.set()
        held.wait(30)

    toy.steps["first"].during = during
    make_runner(threads=1)
    toy.submit()
    assert reached.wait(30)
    second = replace(toy, tenant=add_tenant("beta")).submit()
    time.sleep(0.1)
    assert toy.show(second)["state"] == "queued"
    held.set()
    wait_for(lambda: toy.show(second)["state"] == "succeeded")


def test_a_stop_gives_the_lease_back_in_the_middle_of_a_step(toy, make_runner):
    reached = Event()

    def during(context):
        reached.set()
        while True:
            context.progress("still at it")
            time.sleep(0.01)

    toy.steps["second"].during = during
    runner = make_runner()
    operation_id = toy.submit()
    assert reached.wait(30)
    runner.stop()
    wait_for(lambda: toy.show(operation_id)["state"] == "queued")


def test_a_stop_does_not_wait_for_a_silent_step(toy, make_runner, monkeypatch):
    monkeypatch.setattr(runner_module, "_POLITE_SECONDS", 0.05)
    held, reached = Event(), Event()

    def during(_context):
        reached.set()
        held.wait(30)

    toy.steps["first"].during = during
    runner = make_runner()
    operation_id = toy.submit()
    assert reached.wait(30)
    runner.stop()
    wait_for(lambda: toy.show(operation_id)["state"] == "queued")
    held.set()


def test_a_hung_step_ends_the_operation_and_then_the_process(toy, make_runner, monkeypatch):
    monkeypatch.setattr(runner_module, "_HUNG_SECONDS", 0.05)
    ended, held = Event(), Event()
    toy.steps["first"] = replace(toy.steps["first"], deadline_seconds=1)
    toy.steps["first"].during = lambda _context: held.wait(30)
    make_runner(end_process=lambda _status: ended.set())
    operation_id = toy.submit()
    assert ended.wait(30)
    assert toy.show(operation_id)["error"]["code"] == "step_hung"
    held.set()


def test_a_signal_may_interrupt_it_while_it_holds_a_lock(make_runner):
    runner = make_runner()
    with vars(runner._stop)["_cond"]:  # as a thread that waits for the event does, for a moment
        asking = Thread(target=runner.stop, daemon=True)
        asking.start()
        asking.join(10)
        assert not asking.is_alive()
