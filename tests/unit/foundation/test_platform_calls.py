from dataclasses import replace

import pytest

from foundation.platform_calls import GOOD_FOR_SECONDS, Call, is_signed, sign

KEY, NOW = "k" * 64, 1_700_000_000
CALL = Call("GET", "/api/v1/platform/usage?since=2026-11-01")


def test_just_this_call_of_this_moment_is_the_platforms():
    header = sign(KEY, CALL, NOW)
    assert is_signed(KEY, header, CALL, NOW)
    assert is_signed(KEY, header, CALL, NOW + GOOD_FOR_SECONDS)
    assert is_signed(KEY, header, CALL, NOW - GOOD_FOR_SECONDS)


@pytest.mark.parametrize(
    ("key", "moment", "call"),
    [
        ("j" * 64, NOW, CALL),
        (KEY, NOW + GOOD_FOR_SECONDS + 1, CALL),
        (KEY, NOW - GOOD_FOR_SECONDS - 1, CALL),
        (KEY, NOW, replace(CALL, method="PUT")),
        (KEY, NOW, replace(CALL, target="/api/v1/platform/usage")),
        (KEY, NOW, replace(CALL, body=b"{}")),
    ],
)
def test_another_key_moment_call_or_body_is_not(key, moment, call):
    assert not is_signed(key, sign(KEY, CALL, NOW), call, moment)


@pytest.mark.parametrize("header", ["", "t=1,v1=", "v1=" + "0" * 64, "t=x,v1=" + "0" * 64])
def test_what_has_another_shape_is_refused(header):
    assert not is_signed(KEY, header, CALL, NOW)
