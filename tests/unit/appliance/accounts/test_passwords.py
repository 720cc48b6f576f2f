import pytest

from appliance.accounts.passwords import NOBODYS_HASH, check_new_password, hash_password, verify_password
from appliance.errors import InvalidInput, Unavailable
from foundation import passwords
from foundation.passwords import Busy


@pytest.mark.parametrize(
    ("password", "reason"), [("short", "length"), ("senha12345678", "common"), ("vasconcelos-2026", "own")]
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_new_password(password, ("Ana Vasconcelos",))
    assert refused.value.code == "weak_password"
    assert refused.value.details["reason"] == reason


def test_too_many_at_once_are_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: str) -> None:
        raise Busy

    monkeypatch.setattr(passwords, "hash_password", busy)
    monkeypatch.setattr(passwords, "verify_password", busy)
    with pytest.raises(Unavailable):
        hash_password("correct horse battery")
    with pytest.raises(Unavailable):
        verify_password(NOBODYS_HASH, "x")
