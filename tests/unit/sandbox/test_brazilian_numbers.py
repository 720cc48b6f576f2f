import pytest

from sandbox.brazilian_numbers import account_id, digits, international, match_key


def test_only_digits_are_left() -> None:
    assert digits("+55 (11) 98765-0101") == "5511987650101"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("+55 31 99876-0202", "553198760202"),
        ("553198760202", "553198760202"),
        ("551140040001", "551140040001"),  # a landline has no ninth digit
        ("14155550100", "14155550100"),
    ],
)
def test_a_mobile_number_matches_with_and_without_its_ninth_digit(number: str, key: str) -> None:
    assert match_key(number) == key


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+55 11 98765-0101", "5511987650101"),
        ("+55 28 98765-0101", "5528987650101"),
        ("+55 31 98765-0101", "553187650101"),
        ("+55 85 98765-0101", "558587650101"),
        ("+1 415 555 0100", "14155550100"),
    ],
)
def test_accounts_from_area_code_31_on_lack_the_ninth_digit(number: str, expected: str) -> None:
    assert account_id(number) == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("553187650101", "+55 31 98765-0101"),
        ("551140040001", "+55 11 4004-0001"),
        ("14155550100", "+14155550100"),
    ],
)
def test_people_read_the_number_with_its_ninth_digit(number: str, shown: str) -> None:
    assert international(number) == shown
