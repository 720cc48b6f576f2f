from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.drafts import Composed, Draft
from appliance.composing.interactive import compose_interactive
from appliance.errors import InvalidInput

BUTTONS = {"kind": "buttons", "buttons": [{"title": "Sim"}, {"title": "Não"}]}
LIST = {"kind": "list", "button": "Opções", "sections": [{"rows": [{"title": "Mensal"}]}]}
LINK = {"kind": "cta_url", "display_text": "Abrir", "url": "https://exemplo.com.br/a?b=1"}
WHERE = {"kind": "location_request"}


def compose(interactive: dict[str, Any], content: str | None = "Escolha") -> Composed:
    """None of these looks at a file, so no database is asked."""
    return compose_interactive(Session(), User(id=1), Draft("interactive", content, interactive=interactive))


def sent(interactive: dict[str, Any], content: str | None = "Escolha") -> dict[str, Any]:
    outgoing = compose(interactive, content).outgoing
    assert outgoing is not None
    assert outgoing["type"] == "interactive"
    return dict(outgoing["interactive"])


def shown(interactive: dict[str, Any]) -> dict[str, Any]:
    record = compose(interactive).record
    assert record is not None
    return dict(record["interactive"])


def refusal(interactive: dict[str, Any], content: str | None = "Escolha") -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        compose(interactive, content)
    return refused.value


def rows(count: int) -> list[dict[str, Any]]:
    return [{"title": f"Item {number}"} for number in range(count)]


def test_buttons_get_ids_and_go_out_as_meta_takes_them() -> None:
    assert sent(BUTTONS) == {
        "type": "button",
        "body": {"text": "Escolha"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "1", "title": "Sim"}},
                {"type": "reply", "reply": {"id": "2", "title": "Não"}},
            ]
        },
    }
    assert shown(BUTTONS) == {
        "kind": "buttons",
        "buttons": [{"id": "1", "title": "Sim"}, {"id": "2", "title": "Não"}],
    }


def test_a_list_keeps_its_sections() -> None:
    sections = [
        {"title": "Planos", "rows": [{"id": "m", "title": "Mensal", "description": "R$ 99"}]},
        {"title": "Outros", "rows": [{"title": "Falar"}]},
    ]
    made = [sections[0], {"title": "Outros", "rows": [{"id": "2", "title": "Falar"}]}]
    given = {**LIST, "sections": sections, "header": {"text": "Loja"}, "footer": "Até 18 h"}
    assert sent(given) == {
        "type": "list",
        "header": {"type": "text", "text": "Loja"},
        "body": {"text": "Escolha"},
        "footer": {"text": "Até 18 h"},
        "action": {"button": "Opções", "sections": made},
    }
    assert shown(given) == {
        "kind": "list",
        "header": {"format": "text", "text": "Loja"},
        "footer": "Até 18 h",
        "button": "Opções",
        "sections": made,
    }


def test_a_link_is_a_button_with_an_address() -> None:
    parameters = {"display_text": "Abrir", "url": "https://exemplo.com.br/a?b=1"}
    assert sent(LINK) == {
        "type": "cta_url",
        "body": {"text": "Escolha"},
        "action": {"name": "cta_url", "parameters": parameters},
    }
    assert shown(LINK) == {"kind": "cta_url", **parameters}


def test_somebody_is_asked_where_they_are() -> None:
    assert sent(WHERE, "Onde você está?") == {
        "type": "location_request_message",
        "body": {"text": "Onde você está?"},
        "action": {"name": "send_location"},
    }
    assert compose(WHERE, "Onde você está?").content == "Onde você está?"


@pytest.mark.parametrize(
    ("interactive", "limit"), [(BUTTONS, 1024), (LIST, 4096), (LINK, 1024), (WHERE, 1024)]
)
def test_the_body_has_its_limit(interactive: dict[str, Any], limit: int) -> None:
    assert compose(interactive, "x" * limit)
    refused = refusal(interactive, "x" * (limit + 1))
    assert (refused.code, refused.details["field"], refused.details["limit"]) == (
        "too_long",
        "content",
        limit,
    )
    assert refusal(interactive, None).code == "required"


def nested(interactive: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with `value` at `path`."""
    name, _, rest = path.partition(".")
    if not rest:
        return {**interactive, name: value}
    place, _, rest = rest.partition(".")
    things = [dict(thing) for thing in interactive[name]]
    things[int(place)] = nested(things[int(place)], rest, value)
    return {**interactive, name: things}


@pytest.mark.parametrize(
    ("interactive", "path", "limit"),
    [
        (BUTTONS, "buttons.1.title", 20),
        (BUTTONS, "buttons.1.id", 256),
        (BUTTONS, "footer", 60),
        (LIST, "button", 20),
        (LIST, "footer", 60),
        (LIST, "sections.0.title", 24),
        (LIST, "sections.0.rows.0.title", 24),
        (LIST, "sections.0.rows.0.id", 200),
        (LIST, "sections.0.rows.0.description", 72),
        (LINK, "display_text", 20),
        (LINK, "footer", 60),
    ],
)
def test_each_text_has_its_limit(interactive: dict[str, Any], path: str, limit: int) -> None:
    assert compose(nested(interactive, path, "x" * limit))
    refused = refusal(nested(interactive, path, "x" * (limit + 1)))
    details = {"field": f"interactive.{path}", "limit": limit, "length": limit + 1}
    assert (refused.code, refused.details) == ("too_long", details)


@pytest.mark.parametrize("interactive", [BUTTONS, LIST, LINK])
def test_a_header_of_text_has_its_limit(interactive: dict[str, Any]) -> None:
    assert compose({**interactive, "header": {"text": "x" * 60}})
    refused = refusal({**interactive, "header": {"text": "x" * 61}})
    assert (refused.code, refused.details["field"]) == ("too_long", "interactive.header.text")


def test_an_address_has_its_limit() -> None:
    start = "https://exemplo.com.br/"
    assert compose({**LINK, "url": start + "a" * (2000 - len(start))})
    assert refusal({**LINK, "url": start + "a" * (2001 - len(start))}).code == "too_long"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_buttons(count: int) -> None:
    assert compose({**BUTTONS, "buttons": rows(count)})


def test_a_fourth_button_is_too_many_and_none_too_few() -> None:
    refused = refusal({**BUTTONS, "buttons": rows(4)})
    assert (refused.code, refused.details["limit"]) == ("too_many", 3)
    assert refusal({**BUTTONS, "buttons": []}).code == "required"


def test_ten_rows_in_all_sections_together() -> None:
    halves = [{"title": "A", "rows": rows(5)}, {"title": "B", "rows": rows(5)}]
    assert compose({**LIST, "sections": halves})
    halves[1]["rows"] = rows(6)
    refused = refusal({**LIST, "sections": halves})
    assert (refused.code, refused.details) == (
        "too_many",
        {"field": "interactive.sections", "limit": 10, "count": 11},
    )


def test_ten_sections_and_no_more() -> None:
    sections = [{"title": f"Seção {number}", "rows": rows(1)} for number in range(10)]
    assert compose({**LIST, "sections": sections})
    refused = refusal({**LIST, "sections": [*sections, {"title": "Mais", "rows": rows(1)}]})
    assert (refused.code, refused.details["field"]) == ("too_many", "interactive.sections")


@pytest.mark.parametrize("sections", [[], [{"rows": []}], [{"title": "A", "rows": []}]])
def test_a_list_of_nothing_is_refused(sections: list[dict[str, Any]]) -> None:
    assert refusal({**LIST, "sections": sections}).code == "required"


def test_only_a_lone_section_needs_no_title() -> None:
    refused = refusal({**LIST, "sections": [{"title": "A", "rows": rows(1)}, {"rows": rows(1)}]})
    assert (refused.code, refused.details) == ("required", {"field": "interactive.sections.1.title"})


def test_buttons_differ_in_their_texts() -> None:
    refused = refusal({**BUTTONS, "buttons": [{"title": "Sim"}, {"title": " Sim "}]})
    assert (refused.code, refused.details) == ("duplicate", {"field": "interactive.buttons.1.title"})


def test_and_in_their_ids() -> None:
    same = [{"id": "a", "title": "Sim"}, {"id": "a", "title": "Não"}]
    refused = refusal({**BUTTONS, "buttons": same})
    assert (refused.code, refused.details) == ("duplicate", {"field": "interactive.buttons.1.id"})


def test_ids_that_are_made_differ_from_those_that_were_given() -> None:
    mixed = [{"title": "Um"}, {"id": "1", "title": "Dois"}, {"id": "1_", "title": "Três"}]
    assert [button["id"] for button in shown({**BUTTONS, "buttons": mixed})["buttons"]] == ["1__", "1", "1_"]


@pytest.mark.parametrize(
    "url", ["exemplo.com.br", "javascript:alert(1)", "https://", "https://a b.com", "http://[x", "ftp://a.br"]
)
def test_an_address_leads_to_a_site(url: str) -> None:
    assert refusal({**LINK, "url": url}).code == "invalid_url"


@pytest.mark.parametrize(
    ("interactive", "field"),
    [
        ({**WHERE, "footer": "x"}, "interactive.footer"),
        ({**WHERE, "header": {"text": "x"}}, "interactive.header"),
        ({**LIST, "header": {"media_id": 1}}, "interactive.header.media_id"),
        ({**BUTTONS, "header": {"media_id": 1, "text": "x"}}, "interactive.header.text"),
        ({**BUTTONS, "url": "https://exemplo.com.br"}, "interactive.url"),
        ({**LINK, "buttons": [{"title": "Sim"}]}, "interactive.buttons"),
    ],
)
def test_what_a_kind_does_not_have_is_refused(interactive: dict[str, Any], field: str) -> None:
    refused = refusal(interactive)
    assert (refused.code, refused.details) == ("not_possible", {"field": field})


@pytest.mark.parametrize("header", [None, {}, {"text": ""}, {"text": None, "media_id": None}])
def test_an_empty_header_is_none(header: dict[str, Any] | None) -> None:
    assert "header" not in sent({**BUTTONS, "header": header})


def test_a_kind_nobody_knows() -> None:
    assert refusal({"kind": "flow"}).details == {"field": "interactive.kind"}


_TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=24)


@given(st.lists(st.lists(_TITLES, min_size=1, max_size=12), min_size=1, max_size=12))
def test_a_list_is_taken_exactly_when_meta_would_take_it(sections: list[list[str]]) -> None:
    given = [
        {"title": f"S{number}", "rows": [{"title": title} for title in titles]}
        for number, titles in enumerate(sections)
    ]
    fits = len(sections) <= 10 and sum(map(len, sections)) <= 10
    try:
        part = sent({**LIST, "sections": given})
    except InvalidInput as refused:
        assert not fits
        assert refused.code == "too_many"
    else:
        assert fits
        ids = [row["id"] for section in part["action"]["sections"] for row in section["rows"]]
        assert len(set(ids)) == len(ids) == sum(map(len, sections))
