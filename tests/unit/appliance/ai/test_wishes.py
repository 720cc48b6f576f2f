import pytest

from appliance.ai.wishes import wants_person


@pytest.mark.parametrize(
    "text",
    [
        "atendente",
        "Atendente!",
        "ATENDENTE POR FAVOR",
        "Quero falar com um atendente",
        "quero falar com atendente",
        "posso falar com uma pessoa?",
        "Gostaria de conversar com alguém da equipe",
        "Preciso de um humano",
        "me passa pra um atendente por favor",
        "chama o gerente",
        "quero atendimento humano",
        "falar com pessoa de verdade",
        "Olá, tudo bem? Preciso falar com o responsável",
        "I want to talk to a human",
        "can I speak with someone?",
        "agent",
        "quiero hablar con una persona",
        "agente",
        "hablar con un asesor",
    ],
)
def test_asks_for_a_person(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Qual o horário de funcionamento?",
        "Vocês atendem no sábado?",
        "quero comprar para 4 pessoas",
        "não quero falar com atendente",
        "I don't want to talk to a human",
        "o atendente foi muito gentil",
        "cabe quantas pessoas na mesa?",
        "Oi!",
        "🙂",
    ],
)
def test_does_not(text: str) -> None:
    assert not wants_person(text)
