import subprocess
import sys

import pytest

from control_plane.errors import TooMany
from control_plane.services import passwords
from control_plane.services.passwords import NOBODYS_HASH, hash_password, verify_password


def test_a_hash_is_argon2id_with_19_mib_like_nobodys():
    parameters = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert hash_password("correct horse battery").startswith(parameters)
    assert NOBODYS_HASH.startswith(parameters)


def test_only_the_password_verifies():
    stored = hash_password("correct horse battery")
    assert verify_password(stored, "correct horse battery")
    assert not verify_password(stored, "correct horse batter")
    assert not verify_password("!", "anything")


def test_no_more_than_so_many_at_once(monkeypatch):
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0)
    for _ in range(passwords.AT_ONCE):
        assert passwords._places.acquire(blocking=False)
    try:
        with pytest.raises(TooMany) as refused:
            verify_password(NOBODYS_HASH, "x")
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._places.release()
    assert refused.value.details["retry_after"] == 5
    assert not verify_password(NOBODYS_HASH, "x")


def test_under_gevent_other_greenlets_run_while_it_hashes():
    script = """
from gevent import monkey; monkey.patch_all()
import gevent
from control_plane.services.passwords import NOBODYS_HASH, verify_password
beats = []
def beat():
    while True:
        beats.append(1)
        gevent.sleep(0.001)
gevent.spawn(beat)
gevent.sleep(0)
before = len(beats)
for _ in range(3):
    verify_password(NOBODYS_HASH, "wrong")
print(len(beats) - before > 3)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("True\n", "")
