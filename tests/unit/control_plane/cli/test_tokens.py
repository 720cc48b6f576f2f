from control_plane.actor import Visitor


def test_a_token_is_made_listed_and_revoked(signed_in, services):
    made = signed_in("token", "create", "nightly report", "--scope", "read", "--days", "30")
    token = made.out.strip()
    assert services.accounts.by_token(token, Visitor()).name == "ana@operator.example"
    listed = signed_in("token", "list")
    assert "nightly report" in listed.out and token not in listed.out
    [mine] = [row for row in signed_in("token", "list", "--json").json["data"] if row["scope"] == "read"]
    assert signed_in("token", "revoke", str(mine["id"])).out == "Revoked.\n"
    assert services.accounts.by_token(token, Visitor()) is None
    assert signed_in("token", "revoke", str(mine["id"])).code == 2


def test_for_scripts_there_is_the_row_as_well(signed_in):
    made = signed_in("token", "create", "x", "--scope", "viewer", "--json").json
    assert made["token"].startswith("gui_") and made["scope"] == "viewer"


def test_what_will_not_do_is_said(signed_in):
    for arguments in (("x",), ("x", "--scope", "king"), ("x", "--scope", "read", "--days", "367")):
        assert signed_in("token", "create", *arguments).code == 2
    refused = signed_in("token", "create", "x", "--scope", "read", "--days", "366")
    assert refused.code == 2 and "sign in to the panel" in refused.err
