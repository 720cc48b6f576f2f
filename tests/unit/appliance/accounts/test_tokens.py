from datetime import UTC, datetime, timedelta

import time_machine

from appliance.accounts.tokens import (
    ACCESS_TOKEN_SECONDS,
    AccessClaim,
    Challenge,
    csrf_token,
    is_csrf_token,
    random_token,
    read_access_token,
    read_challenge,
    sign_access_token,
    sign_challenge,
    token_hash,
)

KEY = "k" * 64
CLAIM = AccessClaim(sign_in_id=7, user_id=3, session_version=2)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_access_token_says_what_was_signed() -> None:
    assert read_access_token(KEY, sign_access_token(KEY, CLAIM)) == CLAIM


def test_an_access_token_lives_fifteen_minutes() -> None:
    with time_machine.travel(NOW, tick=False):
        token = sign_access_token(KEY, CLAIM)
    with time_machine.travel(NOW + timedelta(seconds=ACCESS_TOKEN_SECONDS), tick=False):
        assert read_access_token(KEY, token) == CLAIM
    with time_machine.travel(NOW + timedelta(seconds=ACCESS_TOKEN_SECONDS + 1), tick=False):
        assert read_access_token(KEY, token) is None


def test_an_access_token_of_another_key_is_none() -> None:
    assert read_access_token("another", sign_access_token(KEY, CLAIM)) is None


def test_nonsense_is_no_access_token() -> None:
    for nonsense in ("", "a.b.c", "ação", sign_access_token(KEY, CLAIM) + "x"):
        assert read_access_token(KEY, nonsense) is None


def test_random_tokens_differ_and_are_long() -> None:
    first, second = random_token(), random_token()
    assert first != second
    assert len(first) >= 43  # 256 bits


def test_only_the_hash_is_stored() -> None:
    token = random_token()
    assert token not in token_hash(token)
    assert len(token_hash(token)) == 64


def test_a_csrf_token_belongs_to_one_cookie() -> None:
    assert is_csrf_token(KEY, "cookie", csrf_token(KEY, "cookie"))
    assert not is_csrf_token(KEY, "other", csrf_token(KEY, "cookie"))
    assert not is_csrf_token("other key", "cookie", csrf_token(KEY, "cookie"))
    assert not is_csrf_token(KEY, "cookie", "")
    assert not is_csrf_token(KEY, "cookie", "é")


def test_a_challenge_says_who_and_lives_five_minutes() -> None:
    challenge = Challenge(7, 3, is_remembered=True)
    token = sign_challenge(KEY, challenge)
    assert read_challenge(KEY, token) == challenge
    assert read_challenge("x" * 64, token) is None
    assert read_challenge(KEY, token + "x") is None
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5, seconds=2)):
        assert read_challenge(KEY, token) is None


def test_no_token_passes_for_another_kind() -> None:
    assert read_access_token(KEY, sign_challenge(KEY, Challenge(7, 3, is_remembered=True))) is None
    assert read_challenge(KEY, sign_access_token(KEY, AccessClaim(1, 2, 3))) is None
