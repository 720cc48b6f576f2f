"""Truths of a template in any order, repeated: the end is the same."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.templates import states
from appliance.templates.listed import key_of, new_row, take_listed
from appliance.templates.models import Template

Take = Callable[[Template], bool]
BODY = [{"type": "BODY", "text": "Oi."}]


def shown(template: Template) -> tuple[Any, ...]:
    return (
        template.status,
        template.rejection,
        template.quality,
        template.category,
        template.category_change,
        template.components,
    )


def fresh() -> Template:
    return new_row(("oi", "pt_BR"))


TRUTHS: list[Take] = [
    lambda row: states.take_status(row, 10, "PENDING", None),
    lambda row: states.take_status(row, 20, "APPROVED", None),
    lambda row: states.take_status(row, 20, "PENDING", None),
    lambda row: states.take_status(row, 30, "PAUSED", {"reason": "FIRST_PAUSE"}),
    lambda row: states.take_quality(row, 12, "GREEN"),
    lambda row: states.take_quality(row, 12, "YELLOW"),
    lambda row: states.take_category(row, 15, "UTILITY", {"category": "MARKETING"}),
    lambda row: states.take_category(row, 15, "MARKETING", {"category": "MARKETING"}),
    lambda row: states.take_components(row, 11, BODY),
    lambda row: states.take_components(row, 11, [{"type": "BODY", "text": "Olá."}]),
]


@given(st.permutations(TRUTHS + TRUTHS))
def test_any_order_and_repeat_ends_the_same(order: list[Take]) -> None:
    row = fresh()
    for take in order:
        take(row)
    assert row.status == "PAUSED" and row.rejection == {"reason": "FIRST_PAUSE"}
    assert row.quality == "YELLOW"
    assert (row.category, row.category_change) == ("MARKETING", {"category": "MARKETING"})
    assert row.components == [{"type": "BODY", "text": "Olá."}]


def test_a_repeat_changes_nothing() -> None:
    for take in TRUTHS:
        row = fresh()
        take(row)
        before = row.updated_at
        assert take(row) is False
        assert row.updated_at is before


def test_one_second_goes_by_the_order_of_life() -> None:
    for order in permutations(("PENDING", "APPROVED", "DELETED")):
        row = fresh()
        for status in order:
            states.take_status(row, 5, status, None)
        assert row.status == "DELETED"


def test_an_edit_is_looked_at_anew_even_in_the_second_of_its_approval() -> None:
    row = fresh()
    states.take_status(row, 5, "REJECTED", {"reason": "SCAM"})
    assert states.take_review(row, 5)
    assert (row.status, row.rejection) == ("PENDING", None)
    states.take_status(row, 7, "APPROVED", None)
    assert not states.take_review(row, 6)
    assert row.status == "APPROVED"


def test_a_status_nobody_foresaw_is_kept() -> None:
    row = fresh()
    assert states.take_status(row, 5, "SOMETHING_NEW", None)
    assert states.in_words("SOMETHING_NEW") == "SOMETHING_NEW"


def test_the_address_of_an_example_is_no_news() -> None:
    def header(handle: str) -> list[dict[str, Any]]:
        return [{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}}, *BODY]

    row = fresh()
    assert states.take_components(row, 5, header("https://a"))
    assert not states.take_components(row, 6, header("https://b"))
    assert row.components == header("https://b")


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        ({"name": "oi", "language": "pt_BR"}, ("oi", "pt_BR")),
        ({"name": "oi", "language": "en-US"}, ("oi", "en_US")),
        ({"name": "oi"}, None),
        ({"language": "pt_BR"}, None),
        ("odd", None),
    ],
)
def test_what_a_listed_one_is_called(listed: Any, key: tuple[str, str] | None) -> None:
    assert key_of(listed) == key


LISTED = {
    "id": "5942",
    "name": "oi",
    "language": "pt_BR",
    "status": "REJECTED",
    "category": "UTILITY",
    "parameter_format": "named",
    "components": BODY,
    "quality_score": {"score": "GREEN"},
    "rejected_reason": "SCAM",
    "correct_category": "MARKETING",
}


def test_a_listed_one() -> None:
    row = fresh()
    assert take_listed(row, LISTED, 5)
    assert shown(row) == ("REJECTED", {"reason": "SCAM"}, "GREEN", "UTILITY", {"category": "MARKETING"}, BODY)
    assert (row.whatsapp_template_id, row.parameter_format) == ("5942", "NAMED")
    assert not take_listed(row, LISTED, 6)


def test_a_listing_keeps_what_only_a_webhook_tells() -> None:
    row = fresh()
    told = {"reason": "SCAM", "details": "Parece golpe.", "recommendation": "Escreva outro."}
    states.take_status(row, 5, "REJECTED", told)
    states.take_category(row, 5, "UTILITY", {"category": "MARKETING", "at": "2026-11-22T00:00:00Z"})
    take_listed(row, LISTED, 6)
    assert row.rejection == told
    assert row.category_change == {"category": "MARKETING", "at": "2026-11-22T00:00:00Z"}
    take_listed(row, LISTED | {"rejected_reason": "PROMOTIONAL"}, 7)
    assert row.rejection == {"reason": "PROMOTIONAL"}
    take_listed(row, {**LISTED, "status": "APPROVED", "rejected_reason": "NONE"}, 8)
    assert row.rejection is None


def test_a_listing_tells_what_became_of_the_category() -> None:
    row = fresh()
    done = {
        **LISTED,
        "category": "MARKETING",
        "previous_category": "UTILITY",
        "correct_category": "MARKETING",
    }
    take_listed(row, done, 5)
    assert (row.category, row.category_change) == (
        "MARKETING",
        {"category": "MARKETING", "previous": "UTILITY"},
    )


def test_an_older_listing_takes_back_nothing() -> None:
    row = fresh()
    states.take_status(row, 10, "PAUSED", {"reason": "FIRST_PAUSE"})
    take_listed(row, LISTED, 9)
    assert (row.status, row.quality) == ("PAUSED", "GREEN")


def test_half_a_listing_changes_only_what_it_tells() -> None:
    row = fresh()
    take_listed(row, LISTED, 5)
    before = shown(row)
    assert not take_listed(row, {"id": "5942", "name": "oi", "language": "pt_BR", "components": "odd"}, 6)
    assert shown(row) == before
