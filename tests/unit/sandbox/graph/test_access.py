import hashlib
import hmac

import pytest

from tests.unit.sandbox.doubles import Sandbox, error_of


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_without_a_known_token_nothing_is_answered(sandbox: Sandbox, headers: dict[str, str]) -> None:
    answer = sandbox.client.get(f"/graph/v25.0/{sandbox.number}", headers=headers)
    assert error_of(answer) == (401, 190)
    assert answer.get_json()["error"]["fbtrace_id"] == answer.headers["x-fb-trace-id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "999"),
        ("POST", "999/messages"),
        ("POST", "999/subscribed_apps"),
        ("POST", "999"),
        ("DELETE", "9"),
    ],
)
def test_an_unknown_node_is_unsupported(sandbox: Sandbox, method: str, path: str) -> None:
    error = sandbox.graph(method, path, {} if method == "POST" else None).get_json()["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")


def test_another_tenants_number_looks_like_an_unknown_one(sandbox: Sandbox) -> None:
    sandbox.register(phone_number_id="777", waba_id="888", token="EAAother")
    assert sandbox.graph("GET", "777").get_json()["error"]["error_subcode"] == 33
    assert sandbox.graph("GET", "888/phone_numbers").get_json()["error"]["error_subcode"] == 33
    assert sandbox.graph("GET", "777", token="EAAother").status_code == 200


def test_an_expired_token(sandbox: Sandbox) -> None:
    sandbox.faults(graph={"token_expired": 1})
    answer = sandbox.send()
    assert error_of(answer) == (401, 190)
    assert answer.get_json()["error"]["error_subcode"] == 463
    assert sandbox.graph("GET", sandbox.number).status_code == 200


@pytest.mark.parametrize(
    ("secret", "status"), [("the-app-secret", 200), ("another", 400), ("", 400), ("é", 400)]
)
def test_a_proof_is_of_the_tokens_own_app_secret(sandbox: Sandbox, secret: str, status: int) -> None:
    sandbox.register(phone_number_id="777", waba_id="888", token="EAAown", app_secret="the-app-secret")
    proof = hmac.new(secret.encode(), b"EAAown", hashlib.sha256).hexdigest() if secret != "é" else "é"
    answer = sandbox.graph("GET", f"777?appsecret_proof={proof}", token="EAAown")
    assert answer.status_code == status
    if status == 400:
        assert answer.get_json()["error"]["code"] == 100


def test_a_missing_permission(sandbox: Sandbox) -> None:
    sandbox.faults(graph={"permission_missing": True})
    assert error_of(sandbox.send()) == (403, 10)


def test_what_is_no_version_is_no_path(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    answer = sandbox.client.get(f"/graph/latest/{sandbox.number}", headers=headers)
    assert error_of(answer) == (400, 2500)


def test_a_token_described(sandbox: Sandbox) -> None:
    good = sandbox.graph("GET", f"debug_token?input_token={sandbox.token}").get_json()["data"]
    assert (good["is_valid"], good["expires_at"]) == (True, 0)
    assert good["granular_scopes"][0]["target_ids"] == [sandbox.waba]
    bad = sandbox.graph("GET", "debug_token?input_token=nothing").get_json()["data"]
    assert (bad["is_valid"], bad["error"]["code"]) == (False, 190)
