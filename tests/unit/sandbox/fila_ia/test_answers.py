import pytest

from sandbox.fila_ia.answers import answer_to, last_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qual o horário de vocês?", "9h às 18h"),
        ("quanto custa o plano?", "orçamento"),
        ("Cadê meu pedido 1742?", "número do pedido"),
        ("quero falar com um atendente", "pessoa da equipe"),
        ("xyz", "mais um detalhe"),
    ],
)
def test_the_answer_is_about_what_was_asked(text: str, expected: str) -> None:
    answer = answer_to(text, [])
    assert f"“{text}”" in answer
    assert expected in answer
    assert answer == answer_to(text, [])


def test_a_long_question_is_quoted_in_part() -> None:
    assert "…”" in answer_to("por favor " * 30, [])


def test_memory_gives_the_name() -> None:
    assert answer_to("e o preço?", ["Oi, meu nome é Ana"]).startswith("Ana, sobre")


@pytest.mark.parametrize(
    ("prompt", "messages", "expected"),
    [
        ("Qual o horário?", [], "Qual o horário?"),
        ("Você é a ACME.\nCliente: oi\nAtendente: olá\nCliente: tem pix?\nResposta:", [], "tem pix?"),
        ("", [{"role": "user", "content": "um"}, {"role": "assistant", "content": "dois"}], "um"),
        ("", [{"role": "user", "content": "<cliente>tem pix?</cliente>"}], "tem pix?"),
        ("", [{"role": "system", "content": "regras"}], ""),
    ],
)
def test_the_customers_last_words_are_found(
    prompt: str, messages: list[dict[str, str]], expected: str
) -> None:
    assert last_words(prompt, messages) == expected
