"""One-time codes: the RFC's own examples, and what the picture of a secret is made of."""

import re

import pytest

from foundation import totp

SECRET = b"12345678901234567890"
"""RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(moment: int, code: str) -> None:
    assert totp.code_at(SECRET, moment // 30) == code
    assert totp.step_of(SECRET, code, moment) == moment // 30


@pytest.mark.parametrize(
    ("seconds_off", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_one_step_off(seconds_off: int, is_good: bool) -> None:
    code = totp.code_at(SECRET, 1000)
    assert (totp.step_of(SECRET, code, 1000 * 30 + seconds_off) == 1000) is is_good


@pytest.mark.parametrize("code", ["", "28708", "2870822", "abcdef", "２８７０８２"])
def test_anything_else_is_wrong(code: str) -> None:
    assert totp.step_of(SECRET, code, 59) is None


def test_the_address_is_what_apps_read() -> None:
    address = totp.address_of(SECRET, "Padaria: do Zé & Cia", "ana@acme.example")
    assert address == (
        "otpauth://totp/Padaria%20%20do%20Z%C3%A9%20%26%20Cia:ana%40acme.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Padaria%20%20do%20Z%C3%A9%20%26%20Cia"
    )


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {totp.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(one) for one in secrets} == {20}


def test_the_drawing_has_a_quiet_zone_and_its_three_eyes() -> None:
    drawing = totp.draw(totp.address_of(SECRET, "ACME", "ana@acme.example"))
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing.path)}
    edge = range(4)
    assert not [one for one in dark if one[0] in edge or one[1] in edge]
    last = drawing.size - 5
    for left, top in ((4, 4), (last - 6, 4), (4, last - 6)):
        assert {(left + step, top) for step in range(7)} <= dark
    assert (last - 6, last - 6) not in dark or (last, last) not in dark  # no eye in the fourth corner
