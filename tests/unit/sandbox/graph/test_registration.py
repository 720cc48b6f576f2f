from tests.unit.sandbox.doubles import Json, Sandbox, error_of

HOUR = 60 * 60


def post(sandbox: Sandbox, what: str, body: Json | None = None) -> tuple[int, int]:
    answer = sandbox.graph("POST", f"{sandbox.number}/{what}", body or {})
    return (200, 0) if answer.status_code == 200 else error_of(answer)


def pin(value: str) -> Json:
    return {"messaging_product": "whatsapp", "pin": value}


def test_a_number_registers_with_its_pin(sandbox: Sandbox) -> None:
    assert post(sandbox, "register", pin("12345")) == (400, 131009)
    assert post(sandbox, "register", pin("123456")) == (200, 0)
    assert post(sandbox, "register", pin("654321")) == (400, 133005)
    assert sandbox.graph("POST", sandbox.number, {"pin": "654321"}).status_code == 200
    assert post(sandbox, "register", pin("654321")) == (200, 0)


def test_what_is_not_registered_sends_nothing(sandbox: Sandbox) -> None:
    assert post(sandbox, "deregister") == (200, 0)
    assert error_of(sandbox.send()) == (400, 133010)
    assert post(sandbox, "deregister") == (400, 133010)
    fields = sandbox.graph("GET", f"{sandbox.number}?fields=status").get_json()
    assert fields["status"] == "DISCONNECTED"


def test_ten_registrations_in_three_days(sandbox: Sandbox) -> None:
    assert {post(sandbox, "register", pin("123456")) for _ in range(10)} == {(200, 0)}
    assert post(sandbox, "register", pin("123456")) == (400, 133016)
    sandbox.timeline.run(72 * HOUR)
    assert post(sandbox, "register", pin("123456")) == (200, 0)


def test_codes(sandbox: Sandbox) -> None:
    assert post(sandbox, "request_code", {"code_method": "SMS", "language": "pt_BR"}) == (200, 0)
    assert post(sandbox, "request_code", {"code_method": "PIGEON", "language": "pt_BR"}) == (400, 131009)
    assert post(sandbox, "verify_code", {"code": "123456"}) == (200, 0)
    assert post(sandbox, "verify_code", {"code": "1"}) == (400, 131009)


def test_a_profile_is_kept_within_its_limits(sandbox: Sandbox) -> None:
    path = "whatsapp_business_profile"
    good = {"messaging_product": "whatsapp", "about": "Oi", "websites": ["https://a.com"]}
    assert post(sandbox, path, good) == (200, 0)
    assert post(sandbox, path, good | {"about": "x" * 140}) == (400, 131009)
    assert post(sandbox, path, good | {"websites": ["a", "b", "c"]}) == (400, 131009)
    (row,) = sandbox.graph("GET", f"{sandbox.number}/{path}?fields=about,websites").get_json()["data"]
    assert row == {"about": "Oi", "websites": ["https://a.com"], "messaging_product": "whatsapp"}


def test_settings_are_kept(sandbox: Sandbox) -> None:
    wanted = {"user_identity_change": {"enable_identity_key_check": True}}
    assert post(sandbox, "settings", wanted) == (200, 0)
    assert sandbox.graph("GET", f"{sandbox.number}/settings").get_json() == wanted


def test_health_and_the_account(sandbox: Sandbox) -> None:
    sandbox.client.patch(f"/sandbox/numbers/{sandbox.number}", json={"can_send_message": "BLOCKED"})
    health = sandbox.graph("GET", f"{sandbox.number}?fields=health_status").get_json()["health_status"]
    assert health["can_send_message"] == "BLOCKED"
    assert [entity["entity_type"] for entity in health["entities"]] == [
        "PHONE_NUMBER",
        "WABA",
        "BUSINESS",
        "APP",
    ]
    account = sandbox.graph("GET", f"{sandbox.waba}?fields=health_status,currency").get_json()
    assert account["currency"] == "BRL"
    assert len(account["health_status"]["entities"]) == 3
    assert error_of(sandbox.graph("GET", f"{sandbox.waba}?fields=colour")) == (400, 100)


def test_only_what_is_known_can_be_changed(sandbox: Sandbox) -> None:
    for body in ({"colour": "red"}, {"is_registered": "yes"}):
        assert sandbox.client.patch(f"/sandbox/numbers/{sandbox.number}", json=body).status_code == 422


def test_a_profile_has_the_picture_that_was_uploaded(sandbox: Sandbox) -> None:
    path = "whatsapp_business_profile"
    session = sandbox.graph("POST", "app/uploads?file_length=3&file_type=image/png").get_json()["id"]
    headers = {"Authorization": f"OAuth {sandbox.token}", "file_offset": "0"}
    sent = sandbox.client.post(f"/graph/v25.0/{session}", data=b"png", headers=headers)
    whatsapp = {"messaging_product": "whatsapp"}
    assert post(sandbox, path, whatsapp | {"profile_picture_handle": sent.get_json()["h"]}) == (200, 0)
    (row,) = sandbox.graph("GET", f"{sandbox.number}/{path}?fields=profile_picture_url").get_json()["data"]
    shown = sandbox.client.get(row["profile_picture_url"])
    assert (shown.mimetype, shown.get_data()) == ("image/png", b"png")
    assert post(sandbox, path, whatsapp | {"profile_picture_handle": "4::nothing"}) == (400, 100)


def test_what_meta_thinks_of_number_account_and_token_can_be_played(sandbox: Sandbox) -> None:
    wanted = {
        "name_status": "DECLINED",
        "account_review_status": "REJECTED",
        "token_expires_at": 1790000000,
        "token_scopes": ["whatsapp_business_messaging"],
        "subscribed": False,
    }
    url = f"/sandbox/numbers/{sandbox.number}"
    assert sandbox.client.patch(url, json=wanted).get_json()["subscribed"] is False
    assert (
        sandbox.graph("GET", f"{sandbox.number}?fields=name_status").get_json()["name_status"] == "DECLINED"
    )
    account = sandbox.graph("GET", f"{sandbox.waba}?fields=account_review_status").get_json()
    assert account["account_review_status"] == "REJECTED"
    token = sandbox.graph("GET", f"debug_token?input_token={sandbox.token}").get_json()["data"]
    assert (token["expires_at"], token["scopes"]) == (1790000000, ["whatsapp_business_messaging"])
    assert sandbox.graph("GET", f"{sandbox.waba}/subscribed_apps").get_json() == {"data": []}
