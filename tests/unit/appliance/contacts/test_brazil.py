import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contacts.brazil import display_phone, mobile_key


@pytest.mark.parametrize("wa_id", ["5531987650001", "553187650001"])
def test_a_mobile_has_one_key_with_and_without_the_ninth_digit(wa_id: str) -> None:
    assert mobile_key(wa_id) == "553187650001"
    assert display_phone(wa_id) == "+5531987650001"


@pytest.mark.parametrize(
    ("wa_id", "shown"),
    [
        ("551132650001", "+551132650001"),  # a landline
        ("5511932650001", "+5511932650001"),  # a 9 before a landline's digits is no mobile we know
        ("15551234567", "+15551234567"),
        ("", "+"),
        ("55319876500010", "+55319876500010"),
    ],
)
def test_everything_else_has_no_variant(wa_id: str, shown: str) -> None:
    assert mobile_key(wa_id) is None
    assert display_phone(wa_id) == shown


@given(st.from_regex(r"[1-9]{2}", fullmatch=True), st.from_regex(r"[6-9][0-9]{7}", fullmatch=True))
def test_the_key_never_depends_on_the_nine(area: str, subscriber: str) -> None:
    assert mobile_key(f"55{area}{subscriber}") == mobile_key(f"55{area}9{subscriber}")
