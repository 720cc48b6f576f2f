from appliance.whatsapp.claiming import Head
from appliance.whatsapp.lineup import Lineup


def head(conversation_id: int, *, is_bulk: bool = False) -> Head:
    return Head(conversation_id, conversation_id, conversation_id * 10, is_bulk, None, frozenset())


def first(line: Lineup, limit: int = 10, bulk: int = 10) -> list[int]:
    return [one.conversation_id for one in line.first(limit, bulk)]


def test_people_come_before_bulk_each_in_the_order_they_came() -> None:
    line = Lineup()
    for number in (1, 2):
        line.put(head(number, is_bulk=True))
    for number in (3, 4):
        line.put(head(number))
    assert first(line) == [3, 4, 1, 2]
    assert first(line, 3) == [3, 4, 1]
    assert first(line, bulk=1) == [3, 4, 1]
    assert first(line, bulk=0) == [3, 4]


def test_a_conversation_in_which_a_person_writes_leaves_the_bulk() -> None:
    line = Lineup()
    line.put(head(1, is_bulk=True))
    line.put(head(2, is_bulk=True))
    line.put(head(2))
    assert (first(line), line.standing()) == ([2, 1], 2)


def test_nobody_in_hand_is_looked_at_until_free() -> None:
    line = Lineup()
    line.ask([1])
    assert line.asked(10) == [1]
    line.put(head(1))
    line.hold(1)
    line.ask([1, 2])
    assert (first(line), line.asked(10), line.in_hand()) == ([], [2], 1)
    line.free(1)
    assert (line.asked(10), line.in_hand()) == ([1], 0)


def test_asking_twice_is_asking_once() -> None:
    line = Lineup()
    line.ask([1, 1, 2])
    line.ask([2])
    assert (line.asked(1), line.asked(10), line.asked(10)) == ([1], [2], [])


def test_a_later_time_comes() -> None:
    line = Lineup()
    line.ask_later(1, 0.0)
    line.ask_later(2, 60.0)
    assert line.asked(10) == [1]
    wait = line.next_in()
    assert wait is not None
    assert 50 < wait <= 60


def test_nothing_to_do_is_nothing_to_wait_for() -> None:
    line = Lineup()
    assert (line.next_in(), line.is_busy()) == (None, False)
    line.ask([1])
    assert (line.next_in(), line.is_busy()) == (0.0, True)


def test_cleared_nobody_stands_but_who_is_in_hand_stays_there() -> None:
    line = Lineup()
    line.put(head(1))
    line.hold(2)
    line.ask([3])
    line.clear()
    assert (line.standing(), line.asked(10), line.in_hand()) == (0, [], 1)
