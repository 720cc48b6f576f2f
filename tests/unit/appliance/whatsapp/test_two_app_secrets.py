"""While the app secret is replaced, Meta's signature by either is believed."""

import hashlib
import hmac

import pytest

from appliance.whatsapp.webhook_views import is_signed

BODY = b'{"object":"whatsapp_business_account"}'


def signed(secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("secret", ["old", "new"])
def test_either_counts(secret: str) -> None:
    assert is_signed(BODY, signed(secret), "new\nold")


@pytest.mark.parametrize("secret", ["old", "new\nold", ""])
def test_nothing_else_does(secret: str) -> None:
    assert not is_signed(BODY, signed(secret), "new")
