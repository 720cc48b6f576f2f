from tests.unit.sandbox.doubles import Sandbox, error_of


def test_a_number_shows_its_default_fields(sandbox: Sandbox) -> None:
    assert sandbox.graph("GET", sandbox.number).get_json() == {
        "verified_name": "ACME",
        "code_verification_status": "VERIFIED",
        "display_phone_number": "+55 11 4004-0001",
        "quality_rating": "GREEN",
        "id": sandbox.number,
    }


def test_a_number_shows_wanted_fields_and_its_id(sandbox: Sandbox) -> None:
    answer = sandbox.graph("GET", f"{sandbox.number}?fields=webhook_configuration,health_status").get_json()
    assert answer["webhook_configuration"] == {"phone_number": "http://acme.test/hook"}
    assert answer["health_status"]["can_send_message"] == "AVAILABLE"
    assert answer["id"] == sandbox.number


def test_a_field_that_does_not_exist(sandbox: Sandbox) -> None:
    assert error_of(sandbox.graph("GET", f"{sandbox.number}?fields=colour")) == (400, 100)


def test_an_account_lists_the_callers_numbers(sandbox: Sandbox) -> None:
    sandbox.register(phone_number_id="777", display_phone_number="+55 11 4004-0002")
    rows = sandbox.graph("GET", f"{sandbox.waba}/phone_numbers").get_json()["data"]
    assert [row["id"] for row in rows] == [sandbox.number, "777"]
