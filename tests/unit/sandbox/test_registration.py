import pytest

from tests.unit.sandbox.doubles import Sandbox


def test_registered_numbers_are_listed_without_their_secrets(sandbox: Sandbox) -> None:
    assert sandbox.client.get("/sandbox/numbers").get_json()["data"] == [
        {
            "phone_number_id": sandbox.number,
            "waba_id": sandbox.waba,
            "display_phone_number": "+55 11 4004-0001",
            "name": "ACME",
            "subscribed": True,
            "callback": "http://acme.test/hook",
            "app_id": "107460438219022",
            "app_callback": None,
        }
    ]


def test_registering_again_renews_the_data_and_keeps_the_callback(sandbox: Sandbox) -> None:
    sandbox.register(name="ACME Comércio", token="EAAnew")
    (number,) = sandbox.client.get("/sandbox/numbers").get_json()["data"]
    assert (number["name"], number["callback"]) == ("ACME Comércio", "http://acme.test/hook")
    assert sandbox.graph("GET", sandbox.number, token="EAAnew").status_code == 200
    assert sandbox.graph("GET", sandbox.number).status_code == 401


@pytest.mark.parametrize("path", ["numbers", "keys", "customers", "inbound", "read"])
def test_a_call_without_what_it_needs_is_refused_with_a_sentence(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.client.post(f"/sandbox/{path}", json={})
    assert answer.status_code in (404, 422)
    assert answer.get_json()["error"]["message"]


def test_a_foreign_page_cannot_post_without_json(sandbox: Sandbox) -> None:
    body = '{"key": "stolen"}'
    answer = sandbox.client.post("/sandbox/keys", data=body, content_type="text/plain")
    assert answer.status_code == 422


def test_there_are_customers_to_play_from_the_start(sandbox: Sandbox) -> None:
    phones = [row["phone"] for row in sandbox.client.get("/sandbox/customers").get_json()["data"]]
    assert phones == ["+55 11 98765-0101", "+55 31 99876-0202", "+55 21 99654-0303"]


def test_a_dialled_number_gets_the_id_that_whatsapp_would_give_it(sandbox: Sandbox) -> None:
    body = {"name": "Rosa", "phone": "+55 85 99811-2233"}
    assert sandbox.client.post("/sandbox/customers", json=body).get_json()["wa_id"] == "558598112233"


def test_a_given_id_is_taken_as_it_is(sandbox: Sandbox) -> None:
    body = {"name": "Rosa", "wa_id": "5585998112233"}
    assert sandbox.client.post("/sandbox/customers", json=body).get_json()["wa_id"] == "5585998112233"


def test_what_is_no_number_makes_no_customer(sandbox: Sandbox) -> None:
    answer = sandbox.client.post("/sandbox/customers", json={"name": "Rosa", "phone": "123"})
    assert answer.status_code == 422


def test_it_is_alive(sandbox: Sandbox) -> None:
    assert sandbox.client.get("/healthz").status_code == 200
