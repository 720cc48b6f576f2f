import subprocess
import sys
import unicodedata

import pytest
from argon2 import PasswordHasher

from foundation import passwords
from foundation.passwords import (
    MAXIMUM_LENGTH,
    NOBODYS_HASH,
    Busy,
    hash_password,
    needs_rehash,
    verify_password,
    weakness,
)


def test_a_hash_is_argon2id_with_19_mib() -> None:
    assert hash_password("correct horse battery").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_the_password_verifies() -> None:
    stored = hash_password("correct horse battery")
    assert verify_password(stored, "correct horse battery")
    assert not verify_password(stored, "correct horse batter")


def test_accents_verify_however_they_are_composed() -> None:
    composed = "coração de estudante"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert verify_password(hash_password(composed), decomposed)


def test_nobodys_hash_costs_what_a_real_one_costs() -> None:
    assert not needs_rehash(NOBODYS_HASH)
    assert not verify_password(NOBODYS_HASH, "")


def test_a_hash_of_weaker_parameters_is_told() -> None:
    assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


def test_a_damaged_hash_verifies_nothing() -> None:
    assert not verify_password("!", "anything")


def test_an_endless_password_is_not_hashed() -> None:
    assert not verify_password("!", "x" * (MAXIMUM_LENGTH + 1))


@pytest.mark.parametrize("password", ["", "eleven char", "x" * (MAXIMUM_LENGTH + 1)])
def test_a_new_password_of_the_wrong_length_is_refused(password: str) -> None:
    assert weakness(password) == "length"


def test_a_new_password_of_twelve_characters_will_do() -> None:
    assert weakness("twelve chars") is None


def test_no_more_than_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0)
    for _ in range(passwords.AT_ONCE):
        assert passwords._places.acquire(blocking=False)
    try:
        with pytest.raises(Busy):
            hash_password("correct horse battery")
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._places.release()
    assert hash_password("correct horse battery")


def test_under_gevent_other_greenlets_run_while_it_hashes() -> None:
    script = """
from gevent import monkey; monkey.patch_all()
import gevent
from foundation.passwords import hash_password
beats = []
def beat():
    while True:
        beats.append(1)
        gevent.sleep(0.001)
heart = gevent.spawn(beat)
gevent.sleep(0)
before = len(beats)
for _ in range(3):
    hash_password("correct horse battery")
print(len(beats) - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) > 3


def test_under_gevent_a_wrong_password_leaves_no_trace() -> None:
    script = """
from gevent import monkey; monkey.patch_all()
from foundation.passwords import NOBODYS_HASH, verify_password
print(verify_password(NOBODYS_HASH, "wrong"), verify_password("!", "wrong"))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("False False\n", "")
