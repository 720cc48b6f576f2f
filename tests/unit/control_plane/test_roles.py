from itertools import pairwise

from control_plane.roles import ALL, ROLES, SCOPES, permissions_of


def test_each_role_holds_all_that_those_after_it_hold():
    for more, less in pairwise(ROLES.values()):
        assert less < more


def test_only_owners_manage_operators():
    assert ROLES["owner"] == ALL
    assert [role for role, held in ROLES.items() if "operators.manage" in held] == ["owner"]


def test_support_neither_sees_secrets_nor_makes_replaces_or_takes_back():
    refused = {
        "logins.reveal",
        "credentials.correct",
        "tenants.create",
        "tenants.brand",
        "restores.run",
        "operations.undo",
    }
    assert not refused & ROLES["support"]
    assert {"tenants.repair", "backups.run", "operations.cancel", "operations.resume"} <= ROLES["support"]


def test_viewers_read_all_and_change_nothing_but_their_own_account():
    assert {name for name in ALL if name.endswith(".read")} <= ROLES["viewer"]
    assert {name for name in ROLES["viewer"] if not name.endswith(".read")} == {
        "account.change",
        "tokens.own",
        "session.own",
    }


def test_a_token_holds_what_scope_and_role_share():
    assert permissions_of("support", "owner") == ROLES["support"]
    assert permissions_of("owner", "read") < ROLES["viewer"]
    assert permissions_of("owner", "king") == frozenset()


def test_a_token_changes_the_account_only_where_it_is_as_wide_as_the_role():
    for role, held in ROLES.items():
        for scope in SCOPES:
            through = permissions_of(role, scope)
            assert ("account.change" in through) == (through == held)
    assert permissions_of("owner", "viewer") == ROLES["viewer"] - {"account.change"}
    assert permissions_of("viewer", "viewer") == ROLES["viewer"]


def test_a_role_that_nobody_knows_allows_nothing():
    assert permissions_of("emperor") == frozenset()
