from datetime import timedelta

import pytest
import time_machine

from control_plane.cli.values import ago, shown, since, size

NOW = "2026-11-21T12:00:00+00:00"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_how_long_since(passed, said):
    with time_machine.travel(NOW, tick=False) as clock:
        clock.shift(passed)
        assert ago(NOW) == said
        assert since(NOW).endswith(f"({said})")


def test_never():
    assert since(None) == "–"


@pytest.mark.parametrize(("amount", "said"), [(0, "0 B"), (1536, "1.5 KiB"), (5 * 1024**3, "5.0 GiB")])
def test_sizes(amount, said):
    assert size(amount) == said


def test_rows_within_a_field_are_lines():
    things = [{"kind": "volume", "name": "a"}, {"kind": "job", "name": "b"}]
    assert shown("missing", things) == "volume a\njob b"
    assert shown("missing", []) == "–"
