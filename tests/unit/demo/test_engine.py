"""Address ranges that overlap nothing."""

import ipaddress

import pytest

from demo.engine import PLATFORM_POOLS, TENANT_POOL, free_subnet, subnets
from demo.errors import DemoError


def test_the_first_free_range_is_taken() -> None:
    assert free_subnet([TENANT_POOL]) == "10.200.0.0/24"
    assert free_subnet([TENANT_POOL, "10.200.0.0/24", "10.200.1.128/25"]) == "10.200.2.0/24"


def test_a_swarm_with_the_engines_own_pool_is_avoided() -> None:
    subnet = ipaddress.ip_network(free_subnet(["10.0.0.0/8"]))

    assert not subnet.overlaps(ipaddress.ip_network("10.0.0.0/8"))


def test_a_range_of_the_other_family_is_no_obstacle() -> None:
    assert free_subnet(["fd00::/8"]) == "10.200.0.0/24"


def test_no_range_left_is_told() -> None:
    with pytest.raises(DemoError, match="No free address range"):
        free_subnet(PLATFORM_POOLS)


def test_ranges_are_read_from_networks_of_every_shape() -> None:
    networks = [
        {"IPAM": {"Config": [{"Subnet": "10.1.0.0/24"}, {"Subnet": "fd00::/64"}]}},
        {"IPAM": {"Config": None}},
        {"IPAM": None},
        {},
    ]

    assert subnets(networks) == ["10.1.0.0/24", "fd00::/64"]
