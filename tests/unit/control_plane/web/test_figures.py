from datetime import timedelta

import pytest

from control_plane.database import utc_now
from control_plane.web import figures
from control_plane.web.language import language

PT = language("pt-BR")


def since(**ago):
    return (utc_now() - timedelta(**ago)).isoformat()


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ({"seconds": 5}, "agora há pouco"),
        ({"minutes": 2}, "há 2 min"),
        ({"hours": 3}, "há 3 h"),
        ({"days": 1, "hours": 2}, "há 1 dia"),
        ({"days": 9}, "há 9 dias"),
        ({"seconds": -30}, "agora há pouco"),
    ],
)
def test_ago(ago, said):
    assert figures.ago(PT, since(**ago)) == said


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ({"days": 5, "minutes": 1}, "em 5 dias"),
        ({"days": 1, "hours": 3}, "em 1 dia"),
        ({"hours": 2, "minutes": 1}, "em 2 h"),
        ({"seconds": 30}, "a qualquer momento"),
        ({"hours": -3}, "a qualquer momento"),
    ],
)
def test_left(ahead, said):
    assert figures.left(PT, (utc_now() + timedelta(**ahead)).isoformat()) == said


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0 s"), (59.9, "59 s"), (61, "1 min 01 s"), (3600, "1 h 00 min")]
)
def test_duration(seconds, shown):
    start = utc_now()
    end = start + timedelta(seconds=seconds)
    assert figures.duration(start.isoformat(), end.isoformat()) == shown


def test_a_duration_goes_on_until_now():
    assert figures.duration(since(hours=2)) == "2 h 00 min"


@pytest.mark.parametrize(("value", "shown"), [(3.5, "3,5"), (0.04, "0,04"), (1152, "1152")])
def test_figure(value, shown):
    assert figures.figure(PT, value) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (1023, "1023 B"), (1536, "1,5 KiB"), (300 * 1024**2, "300 MiB")]
)
def test_amount(size, shown):
    assert figures.amount(PT, size) == shown


def operation(state, *states, is_undoing=False):
    steps = [{"name": f"s{at}", "state": state, "percent": 50} for at, state in enumerate(states)]
    return {"state": state, "steps": steps, "is_undoing": is_undoing}


@pytest.mark.parametrize(
    ("state", "states", "shown", "done"),
    [
        ("queued", [], 0, (0, 0)),
        ("running", ["done", "skipped", "running", "failed"], 75, (2, 4)),
        ("running", ["done", "done"], 99, (2, 2)),
        ("succeeded", ["done", "done"], 100, (2, 2)),
    ],
)
def test_percent_and_steps(state, states, shown, done):
    assert figures.percent(operation(state, *states)) == shown
    assert figures.steps_done(operation(state, *states)) == done


@pytest.mark.parametrize(
    ("state", "states", "shown", "done"),
    [
        ("queued", ["done", "skipped", "done", "pending"], 0, (0, 3)),
        ("running", ["done", "done", "running", "undone", "pending"], 37, (1, 4)),
        ("failed", ["failed", "undone", "pending"], 75, (1, 2)),
        ("undone", ["undone", "undone", "pending"], 100, (2, 2)),
        ("running", ["pending"], 0, (0, 0)),
    ],
)
def test_an_undo_counts_what_had_begun(state, states, shown, done):
    assert figures.percent(operation(state, *states, is_undoing=True)) == shown
    assert figures.steps_done(operation(state, *states, is_undoing=True)) == done


def test_the_step_people_want_to_hear_of():
    def name(*states, **options):
        step = figures.current_step(operation("running", *states, **options))
        return step and step["name"]

    assert name("done", "failed", "pending") == "s1"
    assert name("done", "pending", "pending") == "s1"
    assert name("done") is None
    assert name("done", "running", "undone", is_undoing=True) == "s1"
    assert name("done", "done", "undone", "pending", is_undoing=True) == "s1"


def test_a_day_is_written_as_the_language_writes_it():
    assert figures.day(PT, "2026-03-09T23:59:00+00:00") == "09/03/2026"
    assert figures.day(language("en"), "2026-03-09T23:59:00+00:00") == "2026-03-09"


def test_a_date_is_the_same_in_every_time_zone():
    assert figures.calendar_day(PT, "2026-11-21") == "21/11/2026"
    assert figures.calendar_day(language("en"), "2026-11-21") == "2026-11-21"
