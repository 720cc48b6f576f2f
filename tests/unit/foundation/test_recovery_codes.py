import pytest

from foundation import recovery_codes


def test_ten_that_people_can_read_and_nobody_guesses() -> None:
    codes = recovery_codes.new_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert len(code) == 11
        assert code[5] == "-"
        assert not set(code) & set("ilo01")
        assert recovery_codes.is_recovery_code(code)


def test_they_are_hashed_as_people_type_them() -> None:
    salt = recovery_codes.new_salt()
    [stored] = recovery_codes.hashes_of(["abcde-fghjk"], salt)
    assert recovery_codes.hashes_of(["ABCDEFGHJK", " abcde fghjk "], salt) == [stored, stored]
    assert recovery_codes.hashes_of(["abcde-fghjk"], recovery_codes.new_salt()) != [stored]
    assert "abcde" not in stored


@pytest.mark.parametrize("text", ["", "123456", "abcde-fghj", "abcde-fghjkk", "abcde-fghj1", "abcde-fghj!"])
def test_anything_else_costs_no_hash(text: str) -> None:
    assert not recovery_codes.is_recovery_code(text)
