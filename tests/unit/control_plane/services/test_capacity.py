from pathlib import Path

import pytest
import yaml

from control_plane.operations.steps.stack_document import DATABASES
from control_plane.services.capacity import capacity_problems
from control_plane.services.plan_limits import STANDARD
from control_plane.services.room import Room, needed, room_of
from control_plane.web.language import language

GIB = 1024**3
ROOMY = {
    "engine_version": "20.10.24",
    "memory_total": 8 * GIB,
    "memory_reserved": GIB,
    "cpus": 2,
    "cpus_reserved": 0.5,
    "disk_total": 100 * GIB,
    "disk_free": 50 * GIB,
    "subnets_free": 100,
}


def test_room_for_one_more():
    assert capacity_problems(ROOMY, "mysql") == {}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("memory", {"memory_reserved": 8 * GIB - needed(STANDARD, "mysql").memory + 1}),
        ("cpus", {"cpus_reserved": 1.951}),
        ("disk", {"disk_free": GIB}),
        ("disk", {"disk_total": 2 * GIB}),
        ("subnets", {"subnets_free": 1}),
        ("inodes", {"inodes_free": 19_999}),
        ("bridge_ports", {"bridge_ports_free": 19}),
        ("engine", {"engine_version": "19.03.15"}),
    ],
)
def test_no_room_says_what_to_do(field, change):
    problems = capacity_problems({**ROOMY, **change}, "mysql")
    assert list(problems) == [field]
    assert ":" in problems[field]


@pytest.mark.parametrize("version", ["20.10.0", "20.10.24+dfsg1", "24.0.7", "29.1"])
def test_engines_that_will_do(version):
    assert capacity_problems({**ROOMY, "engine_version": version}, "mysql") == {}


def test_what_the_runner_does_not_say_is_not_judged():
    assert capacity_problems({}, "mysql") == {}


def test_mariadb_needs_less():
    tight = {**ROOMY, "memory_reserved": 8 * GIB - needed(STANDARD, "mariadb").memory}
    assert capacity_problems(tight, "mariadb") == {}
    assert "memory" in capacity_problems(tight, "mysql")


@pytest.mark.parametrize(
    ("promised", "problem"),
    [
        (
            Room(memory=8 * GIB - 400 * 2**20),
            "A tenant reserves 480 MiB of memory and 400 MiB is left: add memory or a node, or archive a"
            " tenant.",
        ),
        (
            Room(cpus=1960),
            "A tenant reserves 0.05 CPUs and 0.04 are left: add CPUs or a node, or archive a tenant.",
        ),
        (
            Room(disk=94 * GIB),
            "A tenant has 2048 MiB of disk set aside and 1024 MiB is left that others do not have: grow the"
            " disk, or delete a tenant.",
        ),
    ],
)
def test_what_others_were_promised_is_not_there_for_one_more(promised, problem):
    assert list(capacity_problems(ROOMY, "mysql", promised=promised).values()) == [problem]


def test_the_last_room_is_given():
    left = room_of({**ROOMY, "memory_reserved": 0, "cpus_reserved": 0})
    asked = needed(STANDARD, "mysql")
    promised = Room(left["memory"] - asked.memory, left["cpus"] - asked.cpus, left["disk"] - asked.disk)
    assert capacity_problems(ROOMY, "mysql", promised=promised) == {}


@pytest.mark.parametrize("code", ["pt-BR", "es"])
def test_all_that_is_short_is_told_in_other_words(code):
    short = capacity_problems({**ROOMY, "memory_total": 0, "cpus": 0, "disk_total": 0}, "mysql")
    assert set(short) == {"memory", "cpus", "disk"}
    spoken = [language(code).sentence(said) for said in short.values()]
    assert not set(spoken) & set(short.values())
    assert language(code).sentence(" ".join(short.values())) == " ".join(spoken)


def test_more_is_asked_for_a_larger_plan():
    limits = {**STANDARD, "cpus": 8, "cpus_reserved": 1.6}
    assert list(capacity_problems({**ROOMY, "cpus_reserved": 0}, "mysql", limits)) == []
    assert list(capacity_problems(ROOMY, "mysql", limits)) == ["cpus"]
    assert list(capacity_problems(ROOMY, "mysql", {**STANDARD, "disk_reserved": 51 * 1024})) == ["disk"]


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_the_memory_asked_for_is_what_the_stack_reserves(database):
    """The four services, and the second `web` that an update starts before it stops the first."""
    services = yaml.safe_load(Path("compose.tenant.yml").read_text())["services"]
    reserved = {
        name: service["deploy"]["resources"]["reservations"]["memory"] for name, service in services.items()
    }
    reserved["mysql"] = DATABASES[database].memory_reservation
    mib = sum(int(text.removesuffix("M")) for text in [*reserved.values(), reserved["web"]])
    assert mib <= needed(STANDARD, database).memory // 1024**2 <= mib + 128
