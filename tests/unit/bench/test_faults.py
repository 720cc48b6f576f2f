"""The parts of the fault battery: the same seed is the same faults, and its judges see what is wrong."""

from collections import Counter

from bench.fake_graph import PAIR_BURST, FakeGraph, Meter
from bench.faults.attendant import Attendant
from bench.faults.meta import Ledger, message_name
from bench.faults.schedule import make_schedule
from bench.faults.verdict import Verdict, _judge_answers, _judge_order


def test_the_same_seed_is_the_same_faults() -> None:
    assert make_schedule(5, 40) == make_schedule(5, 40)
    assert make_schedule(5, 40) != make_schedule(6, 40)


def test_a_schedule_has_as_many_kills_as_asked_for_and_others_among_them() -> None:
    schedule = make_schedule(1, 100)
    assert sum(fault.is_kill for fault in schedule) == 100
    others = Counter(fault.name for fault in schedule if not fault.is_kill)
    assert {"Redis wiped", "database cut", "clock ahead", "database disk full"} <= set(others)


def test_a_message_after_a_later_one_is_out_of_order() -> None:
    verdict = Verdict()
    rows = [
        (1, message_name(0, 0)),
        (1, message_name(0, 2)),
        (1, message_name(0, 1)),
        (2, message_name(1, 0)),
    ]
    _judge_order(verdict, rows)
    assert verdict.out_of_order == ["wamid.fault.0000.000001 after wamid.fault.0000.000002"]


def test_answers_are_held_against_what_meta_took() -> None:
    with FakeGraph() as graph:
        graph.taken.update({"resposta 1": 2, "resposta 2": 1, "resposta 4": 1})
    attendant = Attendant("http://nowhere", str, [1], every=1, seed=1)
    attendant.written = ["resposta 1", "resposta 2", "resposta 3", "resposta 4", "resposta 5"]
    verdict = Verdict()
    stored = [
        ("resposta 1", "accepted"),
        ("resposta 2", "failed"),
        ("resposta 3", "accepted"),
        ("resposta 4", "unknown"),
    ]
    _judge_answers(verdict, stored, attendant, graph)
    assert verdict.sent_twice == ["resposta 1"]
    assert verdict.lost == ["resposta 5"]
    assert len(verdict.misjudged) == 2


def test_the_meter_counts_what_is_too_fast_for_the_number_and_for_a_pair() -> None:
    meter = Meter(per_second=2)
    for moment in (0.0, 0.1, 0.2, 5.0):
        meter.note("551", moment)
    assert (meter.too_fast, meter.busiest_second()) == (1, 3)
    pair = Meter(per_second=1000)
    for number in range(PAIR_BURST + 2):
        pair.note("552", number / 100)
    assert pair.too_fast_for_pair == 2


def test_the_ledger_waits_for_what_is_acknowledged() -> None:
    ledger = Ledger()
    ledger.add("a")
    assert ledger.wait_for(1, 0.1)
    assert not ledger.wait_for(2, 0.01)
