import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contacts.brazil import display_phone, is_same_number, mobile_key
from appliance.contacts.numbers import (
    AREA_CODES,
    NO_AREA_CODE,
    NOT_A_NUMBER,
    NOT_BRAZILIAN,
    NOT_E164,
    parse_number,
    spellings,
)

areas = st.sampled_from(sorted(AREA_CODES))
mobiles = st.from_regex(r"[6-9][0-9]{7}", fullmatch=True)
landlines = st.from_regex(r"[2-5][0-9]{7}", fullmatch=True)
abroad = st.from_regex(r"(1|34|351|52|521|54|549|598|44)[2-9][0-9]{6,9}", fullmatch=True)


@given(areas, mobiles)
def test_every_way_to_write_a_mobile_is_one_number(area: str, subscriber: str) -> None:
    full = f"55{area}9{subscriber}"
    without = subscriber[:4] + "-" + subscriber[4:]
    for typed in (
        f"+{full}",
        f"00{full}",
        full,
        f"55{area}{subscriber}",
        f"({area}) 9{without}",
        f"({area}) {without}",
        f"0{area} 9.{without}",
        f" {area}{subscriber} ",
    ):
        assert parse_number(typed) == full
    assert is_same_number(full, f"55{area}{subscriber}")
    assert display_phone(f"55{area}{subscriber}") == f"+{full}"


@given(areas, landlines)
def test_a_landline_is_never_touched(area: str, subscriber: str) -> None:
    full = f"55{area}{subscriber}"
    assert {parse_number(typed) for typed in (f"+{full}", full, f"({area}) {subscriber}")} == {full}
    assert mobile_key(full) is None
    assert display_phone(full) == f"+{full}"
    assert not is_same_number(full, f"55{area}9{subscriber}")


@given(abroad)
def test_numbers_of_other_countries_are_never_touched(number: str) -> None:
    assert parse_number(f"+{number}") == number
    assert mobile_key(number) is None
    assert display_phone(number) == f"+{number}"


@given(areas, mobiles, areas, mobiles)
def test_two_mobiles_are_one_only_by_the_ninth_digit(
    area: str, subscriber: str, other_area: str, other: str
) -> None:
    is_one = (area, subscriber) == (other_area, other)
    assert is_same_number(f"55{area}9{subscriber}", f"55{other_area}{other}") is is_one


@given(st.text(max_size=30))
def test_anything_typed_becomes_a_number_or_a_sentence(typed: str) -> None:
    try:
        number = parse_number(typed)
    except ValueError as error:
        assert str(error) in {NO_AREA_CODE, NOT_A_NUMBER, NOT_BRAZILIAN, NOT_E164}
    else:
        assert number.isascii()
        assert number.isdecimal()
        assert 8 <= len(number) <= 15


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", NOT_A_NUMBER),
        ("Maria", NOT_A_NUMBER),
        ("+55+31987650001", NOT_A_NUMBER),
        ("٣١٩٨٧٦٥٠٠٠١", NOT_A_NUMBER),
        ("98765-0001", NO_AREA_CODE),
        ("4004-1234", NO_AREA_CODE),  # a service's
        ("0800 765 4321", NOT_BRAZILIAN),
        ("0300 123 4567", NOT_BRAZILIAN),
        ("190", NOT_BRAZILIAN),
        ("(20) 98765-0001", NOT_BRAZILIAN),  # no such area code
        ("(31) 198765-0001", NOT_BRAZILIAN),
        ("+55 31 12345678", NOT_BRAZILIAN),
        ("+1 555", NOT_E164),
        ("+0123456789", NOT_E164),
        ("+1234567890123456", NOT_E164),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_number(typed)


@pytest.mark.parametrize("wa_id", ["5508007654321", "558007654321", "5530031234", "5540041234"])
def test_a_services_number_has_no_variant(wa_id: str) -> None:
    assert mobile_key(wa_id) is None
    assert display_phone(wa_id) == f"+{wa_id}"


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("(31) 98765-0001", ["31987650001", "319987650001"]),
        ("(31) 8765-0001", ["3187650001", "31987650001"]),
        ("+55 31 8765", ["55318765", "553198765"]),
        ("031 3265 0001", ["3132650001"]),
        ("9876", ["9876", "98976"]),
        ("123", []),
        ("Maria", []),
    ],
)
def test_numbers_are_looked_for_with_and_without_the_nine(typed: str, looked_for: list[str]) -> None:
    assert spellings(typed) == looked_for
