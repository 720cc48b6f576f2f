"""Whether a customer asks for a person, in Portuguese, Spanish or English.

A rule, not a model: it works when the AI does not, and the bot's own words promise that it will.
"""

import re
import unicodedata

_PERSON = (
    r"(atendentes?|humanos?|humana|pessoas?|alguem|operador(a|es)?|funcionari[oa]s?|vendedor(a|es)?|gerente|"
    r"responsavel|supervisor(a)?|persona|alguien|agente|asesor(a)?|"
    r"human|person|someone|somebody|agent|attendant|representative|manager)"
)
_ARTICLE = r"((com|con|to|with|um|uma|un|una|o|a|os|as|algum|alguma|a|an|the|real|de|voces?)\s+)*"

_WISHES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(por favor\s+|please\s+)?{_ARTICLE}{_PERSON}(\s+(por favor|please|humano|real))?$",
        rf"\b(falar|conversar|hablar|speak|talk|chat)\s+{_ARTICLE}{_PERSON}\b",
        r"\b(quero|queria|preciso de|chama|chame|chamar|passa|passe|transfere|transfira|transferir|"
        r"quiero|need|want)\s+"
        rf"((me|pra|para|por favor)\s+)*{_ARTICLE}{_PERSON}\b",
        r"\batendimento\s+(humano|pessoal)\b",
        r"\batencion\s+humana\b",
    )
)
_DENIAL = re.compile(r"\b(nao|no|not|don t|dont)\s+(quero|preciso|quiero|necesito|want|need)\b")


def wants_person(text: str) -> bool:
    """True for "quero falar com um atendente" and its like; false for its denial."""
    plain = _plain(text)
    return not _DENIAL.search(plain) and any(wish.search(plain) for wish in _WISHES)


def _plain(text: str) -> str:
    """Lower case, no accents, only words and single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
