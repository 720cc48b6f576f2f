"""Answers a model might give: in Portuguese, about what the customer last wrote; same words, same answer."""

import re
from typing import Any

Json = dict[str, Any]

_TOPICS = (
    (r"\b(oi|ol[aá]|bom dia|boa tarde|boa noite)\b", "Que bom falar com você! Como posso ajudar hoje?"),
    (
        r"hor[aá]rio|abre|fecha|funciona|aberto",
        "Atendemos de segunda a sexta, das 9h às 18h, e aos sábados das 9h às 13h.",
    ),
    (
        r"entrega|pedido|rastre|chegou|frete|prazo",
        "As entregas saem em até 2 dias úteis. Me passa o número do pedido?",
    ),
    (
        r"boleto|pix|pagamento|pagar|cart[aã]o|fatura",
        "Aceitamos Pix, boleto e cartão em até 6 vezes sem juros.",
    ),
    (
        r"pre[cç]o|valor|custa|quanto|or[cç]amento",
        "Posso montar um orçamento agora: qual produto e qual quantidade?",
    ),
    (
        r"troca|devolu|defeito|garantia|quebr",
        "A troca é grátis em até 30 dias. Pode me mandar uma foto do produto?",
    ),
    (
        r"endere[cç]o|onde fica|localiza|loja",
        "Nossa loja fica na Av. Paulista, 1578, ao lado do metrô Trianon-MASP.",
    ),
    (
        r"agend|marcar|hor[aá]rio livre|consulta",
        "Tenho horários amanhã às 10h e às 15h30. Qual fica melhor para você?",
    ),
    (
        r"atendente|humano|pessoa|falar com algu",
        "Claro, vou chamar uma pessoa da equipe para continuar com você.",
    ),
    (r"obrigad|valeu|agrade", "Eu que agradeço! Se precisar de mais alguma coisa, é só chamar."),
    (
        r"cancel|reclama|problema|n[aã]o funciona",
        "Sinto muito por isso. Vou registrar e resolver com você agora.",
    ),
)
_DEFAULT = "Entendi. Pode me dar mais um detalhe para eu ajudar melhor?"
_SPEAKER = re.compile(r"^\s*(?:cliente|usu[aá]rio|customer|user)\s*:\s*(.+)$", re.IGNORECASE)
_TAG = re.compile(r"</?\w+>")
_NAME = re.compile(r"\b(?:meu nome é|me chamo|aqui é (?:a|o)) ([A-ZÀ-Ú][\wÀ-ú]+)", re.IGNORECASE)


def last_words(prompt: str, messages: list[Json]) -> str:
    """What the customer last wrote: the last user message, else the prompt's last line of the customer."""
    for message in reversed(messages):
        if message.get("role") == "user":
            # Callers mark the customer's words with tags; a model does not repeat them.
            return _last_line(_TAG.sub(" ", str(message.get("content") or "")))
    return _last_line(prompt)


def answer_to(text: str, memory: list[str]) -> str:
    """The answer to `text`; `memory` (what was said before) gives the name to greet with."""
    names = [found[1] for line in [*memory, text] if (found := _NAME.search(line))]
    greeting = f"{names[-1]}, sobre" if names else "Sobre"
    topic = next((reply for pattern, reply in _TOPICS if re.search(pattern, text.lower())), _DEFAULT)
    quoted = " ".join(text.split())
    quoted = quoted if len(quoted) <= 60 else quoted[:59].rstrip() + "…"
    return f"{greeting} “{quoted}”: {topic}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    spoken = [found[1].strip() for line in lines if (found := _SPEAKER.match(line))]
    return (spoken or lines or [""])[-1]
