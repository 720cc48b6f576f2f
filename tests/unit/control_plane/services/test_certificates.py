import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from control_plane.services.certificates import canonical, is_genuine, sign

KEY = "ab" * 32
DOCUMENT = {"tenant": {"slug": "acme", "name": "Ação"}, "removed": {"people": 3}}


def test_what_was_signed_is_genuine_and_anybody_can_check_it():
    signed = sign(DOCUMENT, KEY)
    assert is_genuine(signed, KEY)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signed["public_key"]))
    public.verify(base64.b64decode(signed["signature"]), canonical(DOCUMENT))


@pytest.mark.parametrize(
    "change",
    [
        {"removed": {"people": 2}},
        {"tenant": {"slug": "other"}},
        {"more": 1},
        {"signature": "AAAA"},
        {"signature": "no base64"},
        {"signature": None},
    ],
)
def test_any_change_shows(change):
    assert not is_genuine({**sign(DOCUMENT, KEY), **change}, KEY)


def test_so_do_something_missing_and_another_platform():
    signed = sign(DOCUMENT, KEY)
    assert not is_genuine({name: value for name, value in signed.items() if name != "removed"}, KEY)
    assert not is_genuine({name: value for name, value in signed.items() if name != "signature"}, KEY)
    assert not is_genuine(signed, "cd" * 32)
    assert not is_genuine(sign(DOCUMENT, "cd" * 32), KEY)
