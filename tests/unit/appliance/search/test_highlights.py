from appliance.search.highlights import LONGEST, marked, snippet
from appliance.search.words import asked_for


def shown(parts: list[dict[str, object]]) -> str:
    return "".join(f"[{part['text']}]" if part["is_match"] else str(part["text"]) for part in parts)


def test_what_was_looked_for_is_marked_as_it_was_written() -> None:
    assert shown(marked("Bom DÍA, 👍 pedido", asked_for("dia ped"))) == "Bom [DÍA], 👍 [pedido]"


def test_nothing_is_marked_in_a_text_without_it() -> None:
    assert marked("Oi", asked_for("tchau")) == [{"text": "Oi", "is_match": False}]


def test_a_long_message_is_shown_around_the_first_word_found() -> None:
    said = snippet(f"{'antes ' * 40}pedido{' depois' * 60}", asked_for("pedido"))
    text = shown(said)
    assert text.startswith("…antes")
    assert "[pedido]" in text
    assert text.endswith("…")
    assert len(text) <= LONGEST + 10


def test_a_short_message_is_shown_whole_in_one_line() -> None:
    assert shown(snippet("Oi\n\ntudo bem?", asked_for("tudo "))) == "Oi [tudo] bem?"
