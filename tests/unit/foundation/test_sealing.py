import pytest

from foundation.sealing import derived_key, seal, unseal

KEY, SECRET = derived_key(b"k" * 32, b"a purpose"), b"12345678901234567890"


def test_what_was_sealed_opens_for_its_owner() -> None:
    sealed = seal(KEY, b"ana", SECRET)
    assert unseal(KEY, b"ana", sealed) == SECRET
    assert SECRET not in sealed
    assert sealed != seal(KEY, b"ana", SECRET)


def test_each_purpose_has_its_key() -> None:
    other = derived_key(b"k" * 32, b"another purpose")
    assert len(KEY) == len(other) == 32
    assert unseal(other, b"ana", seal(KEY, b"ana", SECRET)) is None


@pytest.mark.parametrize("at", [0, 20, -1], ids=["nonce", "ciphertext", "tag"])
def test_altered_or_moved_it_does_not_open(at: int) -> None:
    sealed = bytearray(seal(KEY, b"ana", SECRET))
    assert unseal(KEY, b"beto", bytes(sealed)) is None
    sealed[at] ^= 1
    assert unseal(KEY, b"ana", bytes(sealed)) is None
