import pytest

from foundation.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::5", "2001:db8::"),
        ("2001:db8:0:0:ffff::1", "2001:db8::"),
        ("2001:db8:0:1::1", "2001:db8:0:1::"),
        ("nowhere", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_customer_of_ipv6_is_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
