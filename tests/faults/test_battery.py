"""A short run of what `python -m bench.faults` does by the hundred: real processes and servers, killed."""

from collections import Counter
from pathlib import Path

import pytest

from bench.fake_graph import FakeGraph
from bench.faults.battery import Battery, run

pytestmark = pytest.mark.integration

SEED, KILLS, MESSAGES, CUSTOMERS = 20261121, 9, 300, 10


@pytest.mark.timeout(600)
def test_under_fire_no_message_is_lost_doubled_or_misplaced_and_no_answer_sent_twice(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with FakeGraph(SEED, faults=0.03) as graph:
        result = run(Battery(SEED, KILLS, MESSAGES, CUSTOMERS), folder, graph, tmp_path / "logs")
    assert result.verdict.problems() == {}, f"seed {SEED}: {Counter(result.inflicted)}"
    assert result.kills == KILLS
    assert result.numbers["acknowledged"] == MESSAGES
    assert result.numbers["answers"] > 0
