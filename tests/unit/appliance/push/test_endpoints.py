import pytest

from appliance.errors import InvalidInput
from appliance.push.endpoints import check_endpoint, read_keys
from tests.push_browser import Browser


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGxyz",
        "https://wns2-par02p.notify.windows.com:443/w/?token=BQY",
    ],
)
def test_push_services_are_taken(endpoint: str) -> None:
    check_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/send",
        "https://mysql:3306/",
        "https://redis/",
        "https://localhost/",
        "https://127.0.0.1/send",
        "https://[::1]/send",
        "https://0x7f.1/send",
        "https://2130706433/send",
        "https://push.example:8443/send",
        "https://fcm.googleapis.com@evil.example/send",
        "https://push.example\\@10.0.0.1/send",
        "https://push.example/send#x",
        "https://púsh.example/send",
        "https://push.example/a\nb",
        "https://push.example:none/",
        "javascript:alert(1)",
        "https://push.example/" + "x" * 1000,
        "",
    ],
)
def test_anything_else_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_endpoint(endpoint)
    assert refused.value.code == "endpoint_refused"


def test_keys_of_the_right_form_are_read() -> None:
    browser = Browser()
    given = browser.subscription()["keys"]
    assert read_keys(given["p256dh"], given["auth"]) == browser.keys
    assert read_keys(given["p256dh"] + "=", given["auth"] + "==") == browser.keys


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", ""), ("!!", "AAAA"), ("BAAA", "A" * 22), ("ção", "A" * 22)]
)
def test_other_keys_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_keys(p256dh, auth)
    assert refused.value.code == "keys_refused"


def test_a_compressed_point_or_a_short_secret_is_refused() -> None:
    given = Browser().subscription()["keys"]
    with pytest.raises(InvalidInput):
        read_keys("A" + given["p256dh"][1:], given["auth"])
    with pytest.raises(InvalidInput):
        read_keys(given["p256dh"], given["auth"][:-4])
