import pytest

from control_plane.cli.values import moment
from control_plane.database import transaction

REASON = "The client sees no conversations of the queue Sales."


@pytest.fixture(autouse=True)
def tenant(add_tenant, services):
    tenant = add_tenant()
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "session_key", "k" * 64)


def test_the_link_stands_alone_on_standard_output(signed_in):
    result = signed_in("tenant", "support", "acme", "--reason", REASON, "--minutes", "60")
    assert result.code == 0
    assert result.out.startswith("http://acme.localhost:8080/suporte#")
    assert result.out.count("\n") == 1
    assert len(result.out.split()) == 1


def test_scripts_get_the_access_with_it(signed_in):
    opened = signed_in("tenant", "support", "acme", "--reason", REASON, "--json").json
    assert opened["reason"] == REASON and "#" in opened["link"]


def test_who_was_let_in_is_listed(signed_in):
    signed_in("tenant", "support", "acme", "--reason", REASON)
    listed = signed_in("tenant", "support-list", "acme")
    assert REASON in listed.out and "ana@operator.example" in listed.out
    row = signed_in("tenant", "support-list", "acme", "--json").json["data"][0]
    assert moment(row["until"]) in listed.out and row["until"] not in listed.out


def test_nobody_was_let_in(signed_in):
    assert signed_in("tenant", "support-list", "acme").out == "None.\n"


def test_a_reason_that_says_nothing_is_one_red_line(signed_in):
    result = signed_in("tenant", "support", "acme", "--reason", "look")
    assert result.code == 2
    assert "10 characters or more" in result.err and result.out == ""


@pytest.mark.parametrize("arguments", [["--reason", REASON, "--minutes", "7"], []])
def test_what_is_missing_or_odd_is_said(signed_in, arguments):
    result = signed_in("tenant", "support", "acme", *arguments)
    assert result.code == 2 and result.err


def test_it_is_ended_before_its_time(signed_in):
    opened = signed_in("tenant", "support", "acme", "--reason", REASON, "--json").json
    ended = signed_in("tenant", "support-end", "acme", opened["id"])
    assert ended.code == 0 and f"by itself at {moment(opened['until'])}." in ended.out + ended.err
    gone = signed_in("tenant", "support-end", "acme", "nobody")
    assert gone.code != 0 and "no such access" in gone.err
