from control_plane.actor import Visitor

PASSWORD = "a long enough password"


def test_sessions_are_listed_and_ended(signed_in, services, actor):
    came = [
        services.accounts.sign_in(
            actor.name, "a long enough password", Visitor("192.0.2.1", f"Browser {name}")
        )
        for name in ("one", "two", "three")
    ]
    listed = signed_in("session", "list")
    assert "Browser one" in listed.out and "192.0.2.1" in listed.out
    ids = {row["user_agent"]: row["id"] for row in signed_in("session", "list", "--json").json["data"]}
    ended = signed_in("session", "end", str(ids["Browser one"]))
    assert (ended.code, ended.out) == (0, "Ended.\n")
    assert signed_in("session", "end", "--all", "--json").json == {}
    assert [services.accounts.by_session(one.token, Visitor()) for one in came] == [None] * 3


def test_which_one_has_to_be_said(signed_in):
    for arguments in ((), ("1", "--all")):
        refused = signed_in("session", "end", *arguments)
        assert (refused.code, "--all" in refused.err) == (2, True)
    assert signed_in("session", "end", "99").code == 2
