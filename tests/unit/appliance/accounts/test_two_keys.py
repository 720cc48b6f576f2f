"""While the session key is replaced: what either key made counts, the first makes what is new."""

import pytest

from appliance.accounts.links import INVITATION, _token, address_of
from appliance.accounts.login_limits import known_device, new_device
from appliance.accounts.models import AccountLink
from appliance.accounts.sealing import resealed, seal, unseal
from appliance.accounts.tokens import (
    AccessClaim,
    csrf_token,
    is_csrf_token,
    read_access_token,
    sign_access_token,
    token_hash,
)

OLD, NEW = "o" * 64, "n" * 64
LEARNING, SWITCHED = f"{OLD}\n{NEW}", f"{NEW}\n{OLD}"
CLAIM = AccessClaim(7, 3, 2)


@pytest.mark.parametrize("made_with", [OLD, NEW, LEARNING, SWITCHED])
@pytest.mark.parametrize("read_with", [LEARNING, SWITCHED])
def test_both_keys_are_believed(made_with: str, read_with: str) -> None:
    assert read_access_token(read_with, sign_access_token(made_with, CLAIM)) == CLAIM
    assert is_csrf_token(read_with, "cookie", csrf_token(made_with, "cookie"))
    assert known_device(read_with, "ana@x", new_device(made_with, "ana@x")) is not None
    assert unseal(read_with, 7, seal(made_with, 7, b"secret")) == b"secret"


@pytest.mark.parametrize(("keys", "first", "other"), [(LEARNING, OLD, NEW), (SWITCHED, NEW, OLD)])
def test_the_first_makes_what_is_new(keys: str, first: str, other: str) -> None:
    assert read_access_token(first, sign_access_token(keys, CLAIM)) == CLAIM
    assert read_access_token(other, sign_access_token(keys, CLAIM)) is None
    assert unseal(first, 7, seal(keys, 7, b"secret")) == b"secret"
    assert csrf_token(keys, "cookie") == csrf_token(first, "cookie")


def test_what_the_old_key_made_counts_for_nothing_afterwards() -> None:
    assert read_access_token(NEW, sign_access_token(SWITCHED[-64:], CLAIM)) is None
    assert not is_csrf_token(NEW, "cookie", csrf_token(OLD, "cookie"))


def test_what_the_old_key_sealed_is_sealed_anew() -> None:
    moved = resealed(SWITCHED, 7, seal(OLD, 7, b"secret"))
    assert moved is not None
    assert unseal(NEW, 7, moved) == b"secret"
    assert resealed(SWITCHED, 7, moved) is None
    assert resealed(NEW, 7, seal(OLD, 7, b"secret")) is None


@pytest.mark.parametrize("key", [OLD, NEW])
def test_a_link_that_waits_is_sent_by_either_key(key: str) -> None:
    token = _token(key, INVITATION, 7, "nonce")
    link = AccountLink(user_id=7, purpose=INVITATION, nonce="nonce", token_hash=token_hash(token))
    assert address_of(SWITCHED, "https://x", link) == f"https://x/invitation/{token}"
    assert address_of("another", "https://x", link) is None
