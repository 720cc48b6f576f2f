import pytest

from control_plane.errors import InvalidInput, TooMany
from control_plane.services.passwords import NOBODYS_HASH, check_new_password, hash_password, verify_password
from foundation import passwords
from foundation.passwords import Busy

EMAIL = "ana.lima@operator.example"


def test_only_the_password_verifies():
    stored = hash_password("correct horse battery")
    assert verify_password(stored, "correct horse battery")
    assert not verify_password(stored, "correct horse batter")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "length"),
        ("x" * 129, "length"),
        ("senha12345678", "common"),
        ("ana.lima@operator", "own"),
        ("Guiche-Guiche-2026", "own"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, reason):
    with pytest.raises(InvalidInput) as refused:
        check_new_password(password, EMAIL)
    assert refused.value.code == "weak_password"
    assert refused.value.details["reason"] == reason
    assert refused.value.details["fields"] == {"password": refused.value.message}


def test_one_s_own_words_will_do():
    check_new_password("nove bicicletas vermelhas", EMAIL)


def test_too_many_at_once_are_asked_to_wait(monkeypatch):
    def busy(*_):
        raise Busy

    monkeypatch.setattr(passwords, "hash_password", busy)
    monkeypatch.setattr(passwords, "verify_password", busy)
    for attempt in (lambda: hash_password("x"), lambda: verify_password(NOBODYS_HASH, "x")):
        with pytest.raises(TooMany) as refused:
            attempt()
        assert refused.value.details["retry_after"] == 5
