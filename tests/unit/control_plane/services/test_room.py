import pytest

from control_plane.services.plan_limits import STANDARD, split
from control_plane.services.room import Room, cpus_text, needed, reserved, room_of, spare

MIB = 2**20


def test_what_the_standard_plan_keeps_for_a_tenant():
    assert reserved(STANDARD, "mysql") == Room(368 * MIB, 40, 2048 * MIB)
    assert spare(STANDARD, "mysql") == Room(112 * MIB, 10)
    assert needed(STANDARD, "mysql") == Room(480 * MIB, 50, 2048 * MIB)


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_it_is_what_the_services_reserve_together(database):
    limits = {**STANDARD, "cpus": 14, "cpus_reserved": 1.234, "memory_reserved": 700}
    services = split(limits, database).values()
    room = reserved(limits, database)
    assert room.memory == sum(each.memory_reserved for each in services) * MIB
    assert room.cpus == pytest.approx(sum(each.cpus_reserved for each in services) * 1000)


def test_many_small_parts_add_up_exactly():
    assert sum((reserved(STANDARD, "mysql") for _ in range(50)), Room()).cpus == 2000


def test_how_much_there_is():
    assert room_of({"memory_total": 5, "cpus": 2, "disk_total": 100}) == {
        "memory": 5,
        "cpus": 2000,
        "disk": 95,
    }
    assert room_of({"disk_free": 7}) == {}


@pytest.mark.parametrize(
    ("thousandths", "text"), [(40, "0.04"), (2000, "2"), (1250, "1.25"), (0, "0"), (-3, "0"), (10_000, "10")]
)
def test_cpus_as_people_write_them(thousandths, text):
    assert cpus_text(thousandths) == text
