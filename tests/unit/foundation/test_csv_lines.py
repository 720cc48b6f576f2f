import pytest

from foundation.csv_lines import csv_line


def test_cells_are_quoted_where_they_must_be() -> None:
    assert csv_line([1, "a,b", 'say "x"', ""]) == '1,"a,b","say ""x""",\r\n'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_would_be_a_formula_is_a_text(text: str) -> None:
    assert csv_line([text]).strip("\r\n").strip('"').startswith("'")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; @y", "x; '@y"),
        ("x\t-1", "x\t'-1"),
        ("x\n+1", "x\n'+1"),
        ("a;b=1", "a;b=1"),
    ],
)
def test_nor_where_a_spreadsheet_separates_at_semicolons(text: str, safe: str) -> None:
    assert csv_line([text]).strip("\r\n").strip('"') == safe


def test_numbers_are_left_alone() -> None:
    assert csv_line([-1, 2.5]) == "-1,2.5\r\n"
