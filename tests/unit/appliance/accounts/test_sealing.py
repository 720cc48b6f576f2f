import base64

import pytest

from appliance.accounts.sealing import seal, unseal

KEY, SECRET = "k" * 64, b"12345678901234567890"


def test_what_was_sealed_opens_for_its_owner() -> None:
    assert unseal(KEY, 7, seal(KEY, 7, SECRET)) == SECRET


def test_it_is_never_the_same_twice_and_shows_nothing() -> None:
    first, second = seal(KEY, 7, SECRET), seal(KEY, 7, SECRET)
    assert first != second
    assert SECRET not in base64.b64decode(first)


@pytest.mark.parametrize(("key", "user_id"), [("x" * 64, 7), (KEY, 8)], ids=["other key", "other person"])
def test_nobody_else_opens_it(key: str, user_id: int) -> None:
    assert unseal(key, user_id, seal(KEY, 7, SECRET)) is None


def test_altered_it_does_not_open() -> None:
    raw = bytearray(base64.b64decode(seal(KEY, 7, SECRET)))
    raw[-1] ^= 1
    assert unseal(KEY, 7, base64.b64encode(raw).decode()) is None
