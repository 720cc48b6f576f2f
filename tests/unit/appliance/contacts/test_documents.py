import pytest

from appliance.contacts.documents import parse_document, written


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("529.982.247-25", "52998224725", "529.982.247-25"),
        (" 52998224725 ", "52998224725", "529.982.247-25"),
        ("11.222.333/0001-81", "11222333000181", "11.222.333/0001-81"),
        # the example of Receita Federal for a CNPJ with letters
        ("12.ABC.345/01DE-35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("12abc34501de35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
    ],
)
def test_what_exists_is_taken_however_it_is_typed(typed: str, stored: str, shown: str) -> None:
    assert parse_document(typed) == stored
    assert written(stored) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "529.982.247-24",
        "111.111.111-11",
        "00000000000000",
        "11.222.333/0001-80",
        "12.ABC.345/01DE-36",
        "12ABC34501DEAB",
        "5299822472",
        "",
        "٥٢٩٩٨٢٢٤٧٢٥",
    ],
)
def test_what_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"CPF|CNPJ"):
        parse_document(typed)
