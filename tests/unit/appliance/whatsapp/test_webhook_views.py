from appliance.whatsapp.webhook_views import is_signed
from tests.payloads.whatsapp import signature


def test_only_the_hmac_of_exactly_these_bytes_counts() -> None:
    body = b'{"a":"\\u00e4"}'
    assert is_signed(body, signature(body), "app-secret")
    assert not is_signed(body + b" ", signature(body), "app-secret")
    assert not is_signed(body, signature(body), "other")


def test_odd_headers_are_no_signature() -> None:
    for header in ("", "sha256=", "sha1=aa", "é", signature(b"").replace("sha256=", "")):
        assert not is_signed(b"", header, "app-secret")
