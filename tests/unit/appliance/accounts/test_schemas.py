from typing import Any

import pytest
from marshmallow import ValidationError

from appliance.accounts.schemas import LoginSchema, NewUserSchema, PageSchema, UserChangeSchema

ANA = {"name": "Ana", "email": "ana@acme.example", "password": "x" * 12, "role": "atendente"}


def test_an_email_is_trimmed_and_lower_cased() -> None:
    assert NewUserSchema().load({**ANA, "email": " Ana@ACME.example "})["email"] == "ana@acme.example"
    assert LoginSchema().load({"email": "ANA@x ", "password": "p"})["email"] == "ana@x"


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "ana"},
        {"email": 5},
        {"email": "a" * 250 + "@x.example"},
        {"role": "r" * 33},
        {"name": " "},
        {"name": "x" * 121},
        {"locale": "de"},
        {"is_admin": True},
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        NewUserSchema().load({**ANA, **wrong})
    assert set(refused.value.normalized_messages()) == set(wrong)


def test_a_change_may_be_empty() -> None:
    assert UserChangeSchema().load({}) == {}


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValidationError):
        LoginSchema().load([])  # type: ignore[arg-type]


def test_a_page_has_bounds() -> None:
    with pytest.raises(ValidationError):
        PageSchema().load({"limit": 201})
