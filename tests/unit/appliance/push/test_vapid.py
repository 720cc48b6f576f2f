"""Who we say we are, read as a push service does."""

import json

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from appliance.database import utc_now
from appliance.push import base64url
from appliance.push.encryption import CURVE
from appliance.push.vapid import authorization

KEY = ec.generate_private_key(CURVE)


def parts() -> tuple[str, str]:
    header = authorization("https://push.example/send/1?x=y", "https://acme.example", KEY)
    scheme, token, key = header.replace(",", "").split(" ")
    assert scheme == "vapid"
    return token.removeprefix("t="), key.removeprefix("k=")


def test_it_names_the_service_and_ends_within_a_day() -> None:
    header, claims, _ = parts()[0].split(".")
    assert json.loads(base64url.decode(header)) == {"typ": "JWT", "alg": "ES256"}
    said = json.loads(base64url.decode(claims))
    assert said["aud"] == "https://push.example"
    assert said["sub"] == "https://acme.example"
    assert 0 < said["exp"] - utc_now().timestamp() <= 86_400


def test_its_signature_is_that_of_the_key_it_names() -> None:
    token, key = parts()
    signed, _, signature = token.rpartition(".")
    raw = base64url.decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64url.decode(key))
    public.verify(der, signed.encode(), ec.ECDSA(SHA256()))
