from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composing.drafts import Composed, Draft
from appliance.composing.limits import PLACE_ADDRESS, PLACE_NAME, TEXT
from appliance.composing.plain import caption_of, compose_location, compose_text
from appliance.errors import InvalidInput

PAULISTA = {"latitude": -23.5613545, "longitude": -46.6565712}


def refused(content: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as refusal:
        compose_text(Draft(content=content))
    return refusal.value


def place(**given: Any) -> Composed:
    return compose_location(Draft("location", location=PAULISTA | given))


def test_a_text_is_sent_as_it_was_written() -> None:
    assert compose_text(Draft(content=" Olá\n")) == Composed("text", " Olá\n")


def test_a_text_of_the_longest_length_fits() -> None:
    assert len(compose_text(Draft(content="ç" * TEXT)).content) == TEXT


def test_one_character_more_does_not() -> None:
    refusal = refused("x" * (TEXT + 1))
    assert (refusal.code, refusal.details) == (
        "too_long",
        {"field": "content", "limit": TEXT, "length": TEXT + 1},
    )
    assert refusal.message == "O texto: 4097 caracteres. O WhatsApp aceita no máximo 4096."


@pytest.mark.parametrize("content", [None, "", " \n\t"])
def test_a_text_says_something(content: str | None) -> None:
    assert refused(content).code == "required"


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_caption_has_its_limit(kind: str) -> None:
    assert caption_of(kind, "x" * 1024) == "x" * 1024
    assert caption_of(kind, None) is None
    with pytest.raises(InvalidInput, match="1025 caracteres") as refusal:
        caption_of(kind, "x" * 1025)
    assert refusal.value.details == {"field": "content", "limit": 1024, "length": 1025}


@pytest.mark.parametrize("kind", ["audio", "sticker"])
def test_a_kind_without_caption_says_so(kind: str) -> None:
    assert caption_of(kind, "") is None
    with pytest.raises(InvalidInput) as refusal:
        caption_of(kind, "Oi")
    assert refusal.value.code == "not_possible"


def test_a_place_is_shown_in_numbers_and_sent_as_text() -> None:
    composed = place(name=" Sede ", address="Av. Paulista,\n1000")
    words = {"name": "Sede", "address": "Av. Paulista, 1000"}
    assert composed.record == {"location": PAULISTA | words}
    sent = {"latitude": "-23.5613545", "longitude": "-46.6565712", **words}
    assert composed.outgoing == {"type": "location", "location": sent}
    assert composed.content == "Sede · Av. Paulista, 1000 · -23.5613545, -46.6565712"


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180), (0, 0)])
def test_the_ends_of_the_world_belong_to_it(latitude: float, longitude: float) -> None:
    assert place(latitude=latitude, longitude=longitude).record == {
        "location": {"latitude": latitude, "longitude": longitude}
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"latitude": 90.000001}, "location.latitude"),
        ({"latitude": -90.000001}, "location.latitude"),
        ({"longitude": 180.000001}, "location.longitude"),
        ({"longitude": -180.000001}, "location.longitude"),
        ({"latitude": float("nan")}, "location.latitude"),
        ({"longitude": float("inf")}, "location.longitude"),
    ],
)
def test_beyond_them_there_is_nothing(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        place(**given)
    assert (refusal.value.code, refusal.value.details["field"]) == ("invalid_location", field)


def test_a_place_needs_both_numbers() -> None:
    with pytest.raises(InvalidInput) as refusal:
        place(longitude=None)
    assert (refusal.value.code, refusal.value.details) == ("required", {"field": "location.longitude"})


@pytest.mark.parametrize(("field", "limit"), [("name", PLACE_NAME), ("address", PLACE_ADDRESS)])
def test_the_words_of_a_place_have_limits(field: str, limit: int) -> None:
    assert place(**{field: "x" * limit})
    with pytest.raises(InvalidInput) as refusal:
        place(**{field: "x" * (limit + 1)})
    assert refusal.value.details == {"field": f"location.{field}", "limit": limit, "length": limit + 1}


def test_a_place_takes_no_text() -> None:
    with pytest.raises(InvalidInput, match="não leva texto"):
        compose_location(Draft("location", content="Aqui", location=PAULISTA))


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_place_is_written_without_an_exponent(latitude: float, longitude: float) -> None:
    composed = place(latitude=latitude, longitude=longitude)
    assert composed.outgoing is not None
    for name, value in (("latitude", latitude), ("longitude", longitude)):
        text = composed.outgoing["location"][name]
        assert not set(text) - set("-0123456789.")
        assert text != "-0"
        assert abs(float(text) - value) <= 1e-7
