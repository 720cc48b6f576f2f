import pytest

from control_plane.cli.outcome import BadInput
from control_plane.cli.tenant_plans import limit_text, read_limits


def test_limits_as_they_are_given():
    assert read_limits(["memory=2048", "cpus=2.5", "disk_reserved="]) == {
        "memory": 2048,
        "cpus": 2.5,
        "disk_reserved": None,
    }


@pytest.mark.parametrize("given", ["memory", "memory=much", "=1x"])
def test_what_cannot_be_read_is_said(given):
    with pytest.raises(BadInput, match="NAME=NUMBER"):
        read_limits([given])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "no limit"),
        (0.04, "0.04"),
        (2048, "2,048"),
        (10**6, "1,000,000"),
    ],
)
def test_limits_as_they_are_read(value, text):
    assert limit_text(value) == text
