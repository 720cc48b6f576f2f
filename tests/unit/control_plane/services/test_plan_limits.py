from pathlib import Path

import pytest
import yaml

from control_plane.operations.steps.stack_document import DATABASES
from control_plane.services.plan_limits import (
    LIMITS,
    STANDARD,
    effective_limits,
    limits_problems,
    split,
)


def mib_reserved(limits, database):
    return sum(each.memory_reserved for each in split(limits, database).values())


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_the_standard_plan_is_what_the_stack_file_says(database):
    services = yaml.safe_load(Path("compose.tenant.yml").read_text())["services"]
    kind = DATABASES[database]
    for name, given in split(STANDARD, database).items():
        limits = services[name]["deploy"]["resources"]["limits"]
        reserved = services[name]["deploy"]["resources"]["reservations"]
        if name == "mysql":
            limits, reserved = (
                limits | {"memory": kind.memory_limit},
                reserved | {"memory": kind.memory_reservation},
            )
        assert f"{given.memory}M" == limits["memory"]
        assert f"{given.memory_reserved}M" == reserved["memory"]
        assert given.cpus == float(limits["cpus"])
        assert given.cpus_reserved == float(reserved["cpus"])


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_nobody_gets_more_than_the_plan_has(database):
    limits = {"memory": 1500, "memory_reserved": 777, "cpus": 1.7, "cpus_reserved": 0.05}
    shares = split(limits, database).values()
    for name, most in limits.items():
        assert sum(getattr(each, name) for each in shares) <= most + 0.002
    assert mib_reserved(limits, "mariadb") < mib_reserved(limits, "mysql") <= 777


def test_what_a_tenant_has_of_its_own_counts_before_its_plan():
    counting = effective_limits({**STANDARD, "memory": 4096, "cpus": 8}, {"memory": 2048, "cpus": None})
    assert (counting["memory"], counting["cpus"]) == (2048, 8)
    assert effective_limits({}, {}) == {name: STANDARD.get(name) for name in LIMITS}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory", 1023),
        ("memory", 65_537),
        ("memory", 2048.5),
        ("memory", "much"),
        ("memory", None),
        ("memory", True),
        ("cpus", 0),
        ("cpus", float("nan")),
        ("cpus", float("inf")),
        ("disk_reserved", -1),
    ],
)
def test_a_number_that_will_not_do(name, value):
    assert set(limits_problems({**STANDARD, name: value})) == {name}


def test_no_service_reserves_more_than_it_may_take():
    assert set(limits_problems({**STANDARD, "memory_reserved": 1152})) == {"memory_reserved"}
    assert set(limits_problems({**STANDARD, "cpus_reserved": 3.5})) == {"cpus_reserved"}
    assert limits_problems(STANDARD) == {}


@pytest.mark.parametrize(
    ("most", "reserved", "allowed"),
    [
        ({"memory": 65_536}, {"memory_reserved": 65_536}, 55_826),
        ({"memory": 65_536}, {"memory_reserved": 55_827}, 55_826),
        ({"memory": 1024}, {"memory_reserved": 1024}, 872),
        ({"cpus": 7}, {"cpus_reserved": 4.001}, 4),
        ({"cpus": 0.5}, {"cpus_reserved": 0.5}, 0.285),
    ],
)
def test_how_much_may_be_reserved_is_said_and_then_taken(
    most: dict[str, float], reserved: dict[str, float], allowed: float
) -> None:
    [name] = reserved
    [problem] = limits_problems({**STANDARD, **most, **reserved}).values()
    assert problem.startswith(f"Reserve at most {allowed} of {next(iter(most.values()))}: ")
    assert limits_problems({**STANDARD, **most, name: allowed}) == {}


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_the_engine_takes_the_smallest_plan(database: str) -> None:
    least = {name: limit.least for name, limit in LIMITS.items()}
    assert limits_problems(least) == {}
    shares = split(least, database).values()
    assert min(each.memory_reserved for each in shares) >= 4  # Docker: "Must be at least 4MiB"
    assert min(each.cpus_reserved for each in shares) >= 0.001
