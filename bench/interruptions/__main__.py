"""Operations under fire: whatever happens to the runner, the end is that of one that nobody disturbed.

    .venv/bin/python -m bench.interruptions [--kinds backup,restore] [--faults kill,network,disk,engine]

Needs root, the images of `make images`, and the right to make namespaces and mounts. It starts a Docker
engine of its own, on a disk of its own, with a small platform and small tenants: nobody else's engine is
touched, and nothing is left of it. Some hours for everything; a row takes one to five minutes.

kill      SIGKILL to a real runner process after every step of every kind of operation, and in the middle of
          it; and to the next one at the same place
network   the runner is cut off from the engine for 20 s, and silently for 45 s; from the edge
disk      the platform database's disk is full for 20 s; those of the tenant's backups and files
engine    the Docker engine is restarted, killed, and its whole disk full, in the middle of every step

A row is one operation. Its end is held against a calm one's: Docker objects, rows, proofs (every step looks
once more whether it holds), allow-list, what the help desk answers, the inventory. Exit code 1 for any
difference, and for a tenant held longer than a minute by a runner that is no more.
"""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.conformance import silence_logs
from bench.interruptions.battery import Row
from bench.interruptions.faults import KILL_AFTER, KILL_WITHIN
from bench.interruptions.kinds import ASKED
from bench.interruptions.own_engine import INSIDE, enter, look_after_orphans
from bench.interruptions.site import Site, own_site
from bench.report import arguments, note, show
from control_plane.errors import ControlPlaneError

KILL = "kill"
LASTING = ("network", "disk", "engine")


def main() -> None:
    """Prints the rows; those there are, when it was stopped half-way."""
    parser = arguments(__doc__)
    parser.add_argument("--kinds", default=",".join(ASKED), help="some of: %(default)s")
    parser.add_argument("--faults", default=",".join((KILL, *LASTING)), help="some of: %(default)s")
    parser.add_argument("--keep", type=Path, help="a folder for the logs of the runners")
    options = parser.parse_args()
    if INSIDE not in os.environ:
        sys.exit(enter(sys.argv[1:]))
    look_after_orphans()
    silence_logs()
    rows: list[Row] = []
    try:
        with own_site(Path(os.environ[INSIDE]), options.keep) as site:
            for row in run(site, options.kinds.split(","), options.faults.split(",")):
                rows.append(row)
                note("  ".join(map(str, row.shown().values())))
                for problem in row.problems:
                    note(f"    {problem}")
    finally:
        if rows:
            show("Operations under fire", [row.shown() for row in rows])
    sys.exit(1 if any(row.problems for row in rows) else 0)


def run(site: Site, kinds: list[str], words: list[str]) -> Iterator[Row]:
    """A calm row of each kind, then those with faults; a kind that fails undisturbed is left at that."""
    for kind in kinds:
        calm = site.battery.calm(kind)
        yield calm
        for attempt in () if calm.problems else _attempts(site, kind, words):
            yield _guarded(attempt, site, kind)


def _attempts(site: Site, kind: str, words: list[str]) -> Iterator[Callable[[], Row]]:
    if KILL in words:
        for step in ASKED[kind].steps:
            for how in (KILL_AFTER, KILL_WITHIN):
                yield partial(site.battery.killed, kind, step, how)
    for fault in (fault for word in words if word != KILL for fault in site.faults[word]):
        if steps := site.battery.steps_hit(kind, fault):
            yield partial(site.battery.struck, kind, fault, steps)


def _guarded(attempt: Callable[[], Row], site: Site, kind: str) -> Row:
    """What breaks the battery itself is a row too, and the next has a tenant of its own."""
    try:
        return attempt()
    except (RuntimeError, OSError, ControlPlaneError) as error:
        note(traceback.format_exc())
        row = Row(kind, "?", "?", state="?", problems=[f"{type(error).__name__}: {str(error)[:500]}"])
        try:
            site.battery.world.forget_base()
        except (RuntimeError, OSError, ControlPlaneError) as left:
            note(f"not put back: {left}")
        return row


if __name__ == "__main__":
    main()
