from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.editing import create
from appliance.contacts.schemas import ListedContactSchema, WholeContactSchema
from appliance.context import Context
from appliance.errors import Conflict
from appliance.realtime.models import Event
from tests.integration.appliance.conftest import SMOKE_WA_ID

pytestmark = pytest.mark.integration

URL = "/api/v1/contacts"
Says = Callable[..., int]
Headers = dict[str, str]

ANA, ANA_OLD_FORM = "5531987650001", "553187650001"


@pytest.fixture
def as_ana(ana: User, bearer: Callable[[User], Headers]) -> Headers:
    return bearer(ana)


def names(client: FlaskClient, headers: Headers, **query: Any) -> list[str]:
    response = client.get(URL, headers=headers, query_string=query)
    assert response.status_code == 200, response.text
    return [row["name"] for row in response.get_json()["data"]]


def test_nobody_sees_nothing(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 401


def test_a_contact_is_shown_whole(client: FlaskClient, as_ana: Headers, says: Says) -> None:
    contact_id = says(ANA, "BR.1", profile_name="Ana P.", username="anap")
    shown = client.get(f"{URL}/{contact_id}", headers=as_ana).get_json()
    assert set(shown) == set(WholeContactSchema().fields)
    assert (shown["name"], shown["given_name"], shown["phone"]) == ("Ana P.", None, f"+{ANA}")
    assert {alias["kind"] for alias in shown["aliases"]} == {"bsuid", "wa_id", "mobile_br"}
    assert [row["status"] for row in shown["conversations"]] == ["bot"]
    assert shown["merges"] == []
    [listed] = client.get(URL, headers=as_ana).get_json()["data"]
    assert set(listed) == set(ListedContactSchema().fields)


def test_who_does_not_exist_is_not_found(client: FlaskClient, as_ana: Headers) -> None:
    for response in (
        client.get(f"{URL}/9", headers=as_ana),
        client.patch(f"{URL}/9", headers=as_ana, json={"name": "Ana"}),
    ):
        assert (response.status_code, response.get_json()["error"]["code"]) == (404, "contact_not_found")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", ["Zé", "Ana P.", "João"]),
        ("joao", ["João"]),
        ("ANAP", ["Ana P."]),
        ("@anap", ["Ana P."]),
        ("(31) 98765-0001", ["Ana P."]),
        ("31 8765-0001", ["Ana P."]),
        (ANA_OLD_FORM, ["Ana P."]),
        ("553198765", ["Ana P."]),
        ("(31) 3265", ["João"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
    ],
)
def test_people_are_found_however_one_writes_them(
    client: FlaskClient, as_ana: Headers, says: Says, q: str, found: list[str]
) -> None:
    says("553132650002", profile_name="João")
    says(ANA_OLD_FORM, "BR.1", profile_name="Ana P.", username="anap")
    says(None, "BR.3", profile_name="Zé")
    says(SMOKE_WA_ID, profile_name="Teste")
    assert names(client, as_ana, q=q) == found


def test_pages_hold_everybody_once(client: FlaskClient, as_ana: Headers, says: Says) -> None:
    for number in range(5):
        says(f"1555123450{number}", profile_name=f"N{number}")
    first = client.get(URL, headers=as_ana, query_string={"limit": 3}).get_json()
    second = client.get(
        URL, headers=as_ana, query_string={"limit": 3, "cursor": first["next_cursor"]}
    ).get_json()
    assert [row["name"] for row in first["data"] + second["data"]] == ["N4", "N3", "N2", "N1", "N0"]
    assert second["next_cursor"] is None


def test_a_name_set_by_hand_wins_and_can_be_given_back(
    context: Context, client: FlaskClient, as_ana: Headers, says: Says
) -> None:
    contact_id = says(ANA, profile_name="Ana P.")
    url = f"{URL}/{contact_id}"
    shown = client.patch(url, headers=as_ana, json={"name": "  Dona Ana\u200b "}).get_json()
    assert (shown["name"], shown["given_name"], shown["profile_name"]) == ("Dona Ana", "Dona Ana", "Ana P.")
    says(ANA, profile_name="Aninha ✨")
    shown = client.get(url, headers=as_ana).get_json()
    assert (shown["name"], shown["profile_name"]) == ("Dona Ana", "Aninha ✨")
    shown = client.patch(url, headers=as_ana, json={"name": None}).get_json()
    assert (shown["name"], shown["given_name"]) == ("Aninha ✨", None)
    with context.sessions() as session:
        kinds = session.scalars(select(Event.kind)).all()
    assert kinds.count("conversation.updated") == 2


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200b", "a\nb", "a\u202eb", "a\x00b", "\u3164", "x" * 161, 5, ["a"], "\ud800"]
)
def test_a_name_that_is_none_is_refused_at_its_field(
    client: FlaskClient, as_ana: Headers, says: Says, name: object
) -> None:
    response = client.patch(f"{URL}/{says(ANA)}", headers=as_ana, json={"name": name})
    assert response.status_code == 422
    [sentence] = response.get_json()["error"]["details"]["json"]["name"]
    assert len(sentence) > 10


def test_accents_are_stored_in_one_spelling(client: FlaskClient, as_ana: Headers, says: Says) -> None:
    shown = client.patch(f"{URL}/{says(ANA)}", headers=as_ana, json={"name": "Jose\u0301"}).get_json()
    assert shown["given_name"] == "José"


def test_a_number_is_noted_down_once(client: FlaskClient, as_ana: Headers, says: Says) -> None:
    made = client.post(URL, headers=as_ana, json={"name": "Ana", "phone": "(31) 8765-0001"})
    assert made.status_code == 201
    assert (made.get_json()["wa_id"], made.get_json()["given_name"]) == (ANA, "Ana")
    known = client.post(URL, headers=as_ana, json={"name": "Outra", "phone": "+55 31 98765-0001"})
    assert (known.status_code, known.get_json()["id"]) == (200, made.get_json()["id"])
    assert known.get_json()["given_name"] == "Ana"
    assert says(ANA_OLD_FORM) == made.get_json()["id"]


def test_the_same_number_at_once_is_one_contact(app: Flask, as_ana: Headers) -> None:
    def post(_: int) -> tuple[int, int]:
        response = app.test_client().post(URL, headers=as_ana, json={"phone": f"+{ANA}"})
        return response.status_code, response.get_json()["id"]

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(post, range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert len({contact_id for _, contact_id in answers}) == 1


@pytest.mark.parametrize("phone", ["", "Maria", "98765-0001", "0800 765 4321", "+1", None, 5])
def test_what_is_no_number_is_refused_at_its_field(
    client: FlaskClient, as_ana: Headers, phone: object
) -> None:
    response = client.post(URL, headers=as_ana, json={"phone": phone})
    assert response.status_code == 422
    assert response.get_json()["error"]["details"]["json"]["phone"]


def test_the_provisioning_tests_number_is_nobodys(context: Context, ana: User) -> None:
    with pytest.raises(Conflict) as refused:
        create(context, ana, SMOKE_WA_ID, None)
    assert refused.value.code == "synthetic_contact"
