"""What a conversation has used of its promises: in open time, and not while we wait for the customer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.hours.opening import Hours, always
from appliance.service_levels.counting import (
    LATE,
    NONE,
    NOTHING,
    WARNED,
    Deadline,
    Facts,
    Spent,
    Terms,
    go_on,
    resolution_deadline,
    response_deadline,
)

ZONE = ZoneInfo("America/Sao_Paulo")
OFFICE = Hours([[[9 * 60, 18 * 60]]] * 7, ZONE)
ALWAYS = always(ZONE)
TERMS = Terms(timedelta(minutes=30), timedelta(hours=4), 0.8)


def at(hour: int, minute: int = 0, day: int = 16) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def facts(
    answered: datetime | None = None,
    awaiting: datetime | None = None,
    wrote: datetime | None = None,
    closed: datetime | None = None,
) -> Facts:
    return Facts(at(10), answered, awaiting, wrote, closed)


def test_the_first_answer_is_due_from_the_handing_over() -> None:
    assert response_deadline(facts(), TERMS, OFFICE) == Deadline(at(10, 24), at(10, 30))


def test_outside_the_hours_nothing_is_used() -> None:
    evening = Facts(at(17, 50), None, None, None, None)
    assert response_deadline(evening, TERMS, OFFICE) == Deadline(at(9, 14, 17), at(9, 20, 17))
    assert response_deadline(evening, TERMS, ALWAYS).due_at == at(18, 20)


def test_an_answer_or_the_end_keeps_it() -> None:
    assert response_deadline(facts(answered=at(10, 5)), TERMS, OFFICE) == NONE
    assert response_deadline(facts(closed=at(10, 5)), TERMS, OFFICE) == NONE
    assert response_deadline(facts(), Terms(None, timedelta(hours=1), 0.8), OFFICE) == NONE


def test_the_resolution_stands_still_while_we_wait_for_the_customer() -> None:
    running = go_on(Spent(), facts(), OFFICE, moved_at=None)
    assert running == Spent(timedelta(), at(10))
    assert resolution_deadline(running, facts(), TERMS, OFFICE).due_at == at(14)
    waiting = facts(answered=at(10, 30), awaiting=at(10, 30))
    stopped = go_on(running, waiting, OFFICE, moved_at=None)
    assert stopped == Spent(timedelta(minutes=30), None)
    assert resolution_deadline(stopped, waiting, TERMS, OFFICE) == NONE
    assert go_on(stopped, waiting, OFFICE, moved_at=at(12)) == stopped
    back = facts(answered=at(10, 30), wrote=at(15))
    again = go_on(stopped, back, OFFICE, moved_at=None)
    assert again == Spent(timedelta(minutes=30), at(15))
    assert resolution_deadline(again, back, TERMS, OFFICE).due_at == at(9, 30, 17)


def test_what_is_looked_at_twice_is_counted_once() -> None:
    running = go_on(Spent(), facts(), OFFICE, moved_at=None)
    assert go_on(running, facts(), OFFICE, moved_at=None) == running


def test_in_another_queue_what_was_used_stays_used() -> None:
    running = go_on(Spent(), facts(), OFFICE, moved_at=None)
    moved = go_on(running, facts(), OFFICE, moved_at=at(20))
    assert moved == Spent(timedelta(hours=8), at(20))
    assert resolution_deadline(moved, facts(), Terms(None, timedelta(hours=9), 0.8), ALWAYS).due_at == at(21)


def test_what_is_late_stays_late_while_we_wait() -> None:
    waiting = facts(answered=at(16), awaiting=at(16))
    late = go_on(Spent(timedelta(), at(10)), waiting, OFFICE, moved_at=None)
    assert resolution_deadline(late, waiting, TERMS, OFFICE) == Deadline(at(16), at(16))
    closed = facts(answered=at(16), awaiting=at(16), closed=at(17))
    assert resolution_deadline(late, closed, TERMS, OFFICE) == NONE


def test_what_there_is_to_tell_and_when() -> None:
    deadline = Deadline(at(10, 24), at(10, 30))
    assert [deadline.level(at(10, minute)) for minute in (23, 24, 29, 30)] == [NOTHING, WARNED, WARNED, LATE]
    assert [deadline.next_after(told) for told in (NOTHING, WARNED, LATE)] == [at(10, 24), at(10, 30), None]
    assert NONE.level(at(23)) == NOTHING
