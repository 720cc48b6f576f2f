import json
from dataclasses import replace

import pytest

from control_plane.whatsapp.envelope import signature


@pytest.fixture
def settings(settings):
    return replace(settings, meta_app_id="77", meta_app_secret="secret")


def test_what_came_is_listed_and_given(signed_in, services, add_tenant):
    add_tenant()
    body = json.dumps({"entry": [{"id": "99", "changes": [{"field": "account_update"}]}]}).encode()
    services.app_webhooks.receive(body, signature(body, "secret"))
    assert "account_update" in signed_in("webhook", "list", "--state", "unknown").out
    assert "1 of account 99 go to acme." in signed_in("webhook", "give", "99", "acme").out
    refused = signed_in("webhook", "retry", "1")
    assert refused.code == 2
    assert "Only what a tenant did not take" in refused.err


def test_what_to_enter_at_meta(signed_in):
    assert "/webhooks/meta" in signed_in("webhook", "callback").out
