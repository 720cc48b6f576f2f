"""Against the example that RFC 8291 works through in its section 5 and appendix A."""

import struct

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.push import base64url
from appliance.push.encryption import CURVE, LONGEST, PADDED_TO, RECORD_SIZE, encrypt, point_of, seal
from appliance.push.endpoints import BrowserKeys
from tests.push_browser import Browser

PLAIN = b"When I grow up, I want to be a watermelon"
SALT = base64url.decode("DGv6ra1nlYgDCS1FRnbzlw")
SENDER_PRIVATE = base64url.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
SENDER_PUBLIC = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
BROWSER = BrowserKeys(
    p256dh=base64url.decode(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    auth=base64url.decode("BTBZMqHH6r4Tts7J_aSIgg"),
)
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc() -> None:
    sender = ec.derive_private_key(int.from_bytes(SENDER_PRIVATE, "big"), CURVE)
    assert base64url.encode(point_of(sender)) == SENDER_PUBLIC
    assert base64url.encode(seal(PLAIN + b"\x02", BROWSER, sender, SALT)) == BODY


def test_the_browser_reads_what_was_sealed_for_it() -> None:
    browser = Browser()
    assert browser.read(encrypt("Olá! 🍉".encode(), browser.keys)) == "Olá! 🍉".encode()


def test_nothing_is_sealed_the_same_way_twice() -> None:
    browser = Browser()
    first, second = (encrypt(PLAIN, browser.keys) for _ in range(2))
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]
    assert struct.unpack("!I", first[16:20]) == (RECORD_SIZE,)


@pytest.mark.parametrize("length", [0, 1, PADDED_TO - 2])
def test_short_messages_are_of_one_length(length: int) -> None:
    assert len(encrypt(b"x" * length, Browser().keys)) == 86 + PADDED_TO + 16


def test_the_longest_is_what_push_services_take() -> None:
    browser = Browser()
    body = encrypt(b"x" * LONGEST, browser.keys)
    assert len(body) <= 4096
    assert browser.read(body) == b"x" * LONGEST
    with pytest.raises(ValueError, match="too long"):
        encrypt(b"x" * (LONGEST + 1), browser.keys)


def test_a_key_that_is_no_point_of_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match=r"[Ii]nvalid|point"):
        encrypt(PLAIN, BrowserKeys(b"\x04" + b"\x01" * 64, b"a" * 16))
