from typing import Any

import pytest

from appliance.whatsapp.cards import name_of, phones_of, read_cards

VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Prado\nitem1.TEL;waid=5511987650001:+55 11 98765-0001\nEND:VCARD"


def test_everything_on_a_card() -> None:
    [card] = read_cards(
        [
            {
                "name": {"formatted_name": "Rui Lima"},
                "phones": [{"phone": "+55 21 98765-0002", "wa_id": "5521987650002", "type": "CELL"}, {}],
                "emails": [{"email": "rui@exemplo.com.br"}, {"type": "WORK"}],
                "urls": [{"url": "https://rui.example", "type": "HOME"}],
                "addresses": [{"street": "Rua A, 1", "city": "Niterói"}, {}],
                "org": {"company": "Lima ME"},
                "birthday": "1980-05-04",
            }
        ]
    )
    assert card == {
        "name": "Rui Lima",
        "phones": [{"phone": "+55 21 98765-0002", "wa_id": "5521987650002", "type": "CELL"}],
        "emails": [{"email": "rui@exemplo.com.br"}],
        "urls": [{"url": "https://rui.example", "type": "HOME"}],
        "addresses": ["Rua A, 1, Niterói"],
        "org": {"company": "Lima ME"},
        "birthday": "1980-05-04",
    }


@pytest.mark.parametrize(
    ("card", "name"),
    [
        ({"name": {"first_name": "Ana", "last_name": "Prado"}}, "Ana Prado"),
        ({"org": {"company": "ACME"}}, "ACME"),
        ({"vcard": VCARD}, "Ana Prado"),
        ({"name": "Ana"}, ""),
        (None, ""),
    ],
)
def test_the_name_is_the_best_that_is_there(card: Any, name: str) -> None:
    assert name_of(card) == name


def test_a_card_that_is_only_a_vcard_still_has_its_number() -> None:
    assert phones_of({"vcard": VCARD}) == ["+55 11 98765-0001"]
    assert phones_of({"phones": [{"wa_id": "55119"}], "vcard": VCARD}) == ["55119"]


@pytest.mark.parametrize("part", [None, {}, "x", [None], [{}], [[]]])
def test_cards_of_nothing_are_none(part: Any) -> None:
    assert read_cards(part) == []
