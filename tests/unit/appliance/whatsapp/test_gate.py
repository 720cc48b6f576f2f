import threading
import time

import pytest

from appliance.whatsapp import gate
from appliance.whatsapp.gate import WINDOW, Gate


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment it is; sleeping moves it on."""
    now = [100.0]
    monkeypatch.setattr(gate, "monotonic", lambda: now[0])

    def pass_time(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(gate, "sleep", pass_time)
    return now


def test_whoever_comes_in_time_passes_at_once(clock: list[float]) -> None:
    door = Gate()
    for _ in range(80):
        door.enter(80)
    assert clock == [100.0]


def test_one_too_many_waits_until_the_first_is_a_second_ago(clock: list[float]) -> None:
    door = Gate()
    for moment in (100.0, 100.4, 100.8):
        clock[0] = moment
        door.enter(3)
    door.enter(3)
    assert clock[0] == pytest.approx(100.0 + WINDOW)
    door.enter(3)
    assert clock[0] == pytest.approx(100.4 + WINDOW)


def test_many_threads_that_wake_late_do_not_leave_together() -> None:
    door, passed = Gate(), []

    def leave() -> None:
        door.enter(5)
        passed.append(time.monotonic())

    threads = [threading.Thread(target=leave) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed.sort()
    assert passed[5] - passed[0] > 0.9
    assert passed[10] - passed[5] > 0.9
