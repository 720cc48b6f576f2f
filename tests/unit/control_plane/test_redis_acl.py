import hashlib

from control_plane.redis_acl import redis_acl


def hashed(password: str) -> str:
    return "#" + hashlib.sha256(password.encode()).hexdigest()


def test_each_password_lets_in_and_none_can_be_read():
    text = redis_acl("new", "old")
    (app,) = [line for line in text.splitlines() if line.startswith("user app ")]
    assert {word for word in app.split() if word.startswith("#")} == {hashed("new"), hashed("old")}
    assert ">" not in text and "new" not in text.split() and "old" not in text.split()


def test_one_password_is_one():
    assert redis_acl("a long password").count("#") == 1


def test_nobody_comes_in_without_a_name_and_the_probe_may_only_ping():
    lines = redis_acl("x").splitlines()
    assert "user default off resetpass ~* &* +@all" in lines
    assert "user probe on nopass -@all +ping" in lines
