"""Messages under fire: none lost, none twice, each in its place; nothing sent twice.

    .venv/bin/python -m bench.faults [--seed 1] [--kills 100] [--messages 5000] [--json]

Web, worker and its children, MySQL and Redis are killed with SIGKILL; Redis is wiped; the networks to MySQL,
to Redis and to Meta are cut, silent and slow; the clock jumps ten minutes (needs a C compiler); the disks of
the database and of the media fill up (needs the right to mount). Meta delivers again whatever is not answered
200; an attendant answers all the while, and a fake Graph counts what it takes. The same seed inflicts the
same faults in the same order. Exit code 1 if anything was lost, doubled, misplaced or sent twice.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.conformance import silence_logs
from bench.fake_graph import FakeGraph
from bench.faults.battery import Battery, run
from bench.report import arguments, note, show

GRAPH_FAULTS = 0.03


def main() -> None:
    """Prints what was done and what came of it."""
    parser = arguments(__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="a folder for the logs of the programs")
    options = parser.parse_args()
    silence_logs()
    note(f"seed {options.seed}")
    battery = Battery(options.seed, options.kills, options.messages, options.customers)
    with tempfile.TemporaryDirectory() as folder, FakeGraph(options.seed, GRAPH_FAULTS) as graph:
        result = run(battery, Path(folder), graph, options.keep)
    faults = Counter(result.inflicted)
    show("Inflicted", [{"fault": name, "times": number} for name, number in sorted(faults.items())])
    row: dict[str, Any] = {"seed": options.seed, "kills": result.kills, **result.numbers}
    row |= {name: len(found) for name, found in vars(result.verdict).items()}
    show("Messages under fire", [row])
    if result.left_out:
        note(f"not possible on this machine: {', '.join(sorted(set(result.left_out)))}")
    for name, found in result.verdict.problems().items():
        note(f"{name} (seed {options.seed}): {found[:20]}")
    sys.exit(1 if result.verdict.problems() else 0)


if __name__ == "__main__":
    main()
