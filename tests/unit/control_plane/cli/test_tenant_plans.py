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


def test_a_plan_from_the_command_line(signed_in):
    made = signed_in("plan", "create", "large", "--name", "Large", "--limit", "memory=4096", "--json")
    assert made.json["limits"]["memory"] == 4096
    assert "Plan large is changed" in signed_in("plan", "change", "large", "--limit", "messages=1000").out
    card = signed_in("plan", "show", "large").out
    assert "4,096" in card
    assert "no limit" in card
    assert [row["slug"] for row in signed_in("plan", "list", "--json").json["data"]] == ["large", "standard"]
    assert "large" in signed_in("plan", "list").out
    refused = signed_in("plan", "change", "large", "--limit", "memory=1")
    assert refused.code == 2
    assert "Give a whole number from 1024" in refused.err


def test_a_limit_that_will_not_do_is_told_with_those_that_will(signed_in):
    unknown = signed_in("plan", "create", "gig", "--name", "Gig", "--limit", "banana=1")
    assert unknown.code == 2 and "limits.banana" in unknown.err and "memory_reserved" in unknown.err
    sizes = ("--limit", "memory=65536", "--limit", "memory_reserved=60000")
    assert "at most 55826 of 65536" in signed_in("plan", "create", "gig", "--name", "Gig", *sizes).err
