import pytest

from control_plane.database import transaction
from control_plane.models import PlatformFact

GIB = 2**30
CAPACITY = {
    "memory_total": 8 * GIB,
    "memory_reserved": 2 * GIB,
    "disk_total": 100 * GIB,
    "disk_free": 25 * GIB,
    "subnets_total": 2048,
    "subnets_free": 2045,
    "bridge_ports_total": 1023,
    "bridge_ports_free": 1000,
    "published_ports_total": 2767,
    "published_ports_free": 2766,
    "cpus": 4,
    "engine_version": "20.10.24",
}


@pytest.fixture
def seen(sessions):
    with transaction(sessions) as session:
        session.add(PlatformFact(name="capacity", value=CAPACITY))


def test_what_there_is_and_what_is_left(signed_in, seen):
    shown = signed_in("platform", "capacity")
    rows = {tuple(line.split()) for line in shown.out.splitlines()}
    assert shown.code == 0
    assert ("memory", "2.0", "GiB", "8.0", "GiB", "6.0", "GiB") in rows
    assert ("disk", "75.0", "GiB", "100", "GiB", "25.0", "GiB") in rows
    assert ("subnets", "3", "2,048", "2,045") in rows
    assert ("bridge", "ports", "23", "1,023", "1,000") in rows
    assert ("inodes", "–", "–", "–") in rows
    assert "Docker 20.10.24, 4 cores, seen " in shown.out


def test_programs_get_numbers(signed_in, seen):
    told = signed_in("platform", "capacity", "--json").json
    assert {name: told[name] for name in CAPACITY} == CAPACITY
    assert told["inodes_free"] is None and told["seen_at"]


def test_before_the_runner_has_looked(signed_in):
    refused = signed_in("platform", "capacity")
    assert (refused.code, "see that it runs" in refused.err) == (2, True)
