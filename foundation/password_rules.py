"""Which passwords are too easy to guess (OWASP ASVS 5.0, 6.2.4, 6.2.11, 6.2.12), beside their length.

Lists of leaked passwords hold few of twelve characters and more, and those few are made one way: a common
word, a name or a walk over the keyboard, repeated, or with a year or some digits behind it. So no list is
kept (the packages that bring one cost every tenant megabytes): a password is taken apart into such pieces,
and is too easy when next to nothing else is left of it. That refuses more than a list of the first thousands
would.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

OWN = 5
"""So many characters that are part of no such piece make a password one's own."""

_LEET = str.maketrans("013457@$!", "oleastasi")
_ROWS = (
    "qwertyuiop",
    "asdfghjklç",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1234567891011121314151617181920",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_WALK = 4
_WORDS = """
password passwort passw0rd senha senhas mudar mudar123 trocar acesso entrar login usuario user admin
administrador administrator root master mestre superuser sistema system server servidor teste test testing
demo welcome bemvindo hello letmein changeme default guest convidado secret secreto segredo segura seguro
security private qwerty azerty iloveyou teamo amor amore love lovely princess princesa principe prince
sunshine monkey dragon football futebol baseball basketball soccer superman batman spiderman pokemon naruto
starwars matrix shadow killer hunter ranger cookie chocolate banana batata abacaxi morango laranja butterfly
borboleta flower flores rosa summer winter spring autumn verao inverno outono primavera january february
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro segunda terca quarta
quinta sexta sabado domingo monday tuesday wednesday thursday friday saturday sunday brasil brazil brasileiro
brasilia saopaulo riodejaneiro bahia minas gerais curitiba fortaleza recife salvador portoalegre flamengo
corinthians palmeiras santos vasco gremio internacional cruzeiro atletico fluminense botafogo saopaulofc
mengao timao verdao jesus jesuscristo cristo deus deusefiel gloria senhor maria jose joao carlos paulo pedro
lucas mateus marcos miguel gabriel rafael rafaela daniel daniela bruno bruna ana amanda camila fernanda
fernando juliana julia larissa leticia luciana marcelo marcela mariana patricia renata ricardo roberto
rodrigo thiago tiago vanessa vitoria victoria felipe gustavo eduardo guilherme leonardo beatriz carolina
isabela jessica michael michelle jennifer jordan ashley charlie thomas robert william george andrew joshua
matthew familia family mae pai filho filha bebe baby amiga amigo friends amizade vida life feliz happy
felicidade saudade coracao heart angel anjo anjinho linda lindo gatinha gatinho gato cachorro cavalo tigre
tiger leao lion eagle aguia falcon mustang ferrari porsche mercedes harley computer computador internet
google facebook instagram whatsapp android iphone samsung apple microsoft windows linux office empresa
company atendimento atendente suporte support contato cliente clientes vendas comercial financeiro gerente
diretor trabalho escola school college abcdef asdfgh zxcvbn asdf zxcv qwer qazwsx nothing whatever trustno
blink182 liverpool chelsea arsenal barcelona madrid juventus maradona ronaldo ronaldinho neymar messi senna
super hiper mega ultra power money dinheiro dolar milhao sucesso vitorioso campeao champion winner forever
always nunca sempre novo nova new old velho casa home hotel praia beach musica music guitar guitarra rock
metal samba sertanejo pagode cerveja cachaca vinho churrasco pizza cafe coffee
"""


def is_predictable(password: str, own_words: Iterable[str] = ()) -> bool:
    """Whether too little is left of `password` beside common pieces and `own_words` (name, e-mail,
    company).
    """
    return _left(_plain(password), _pieces(own_words)) < OWN


def names_its_owner(password: str, own_words: Iterable[str]) -> bool:
    """Whether it is the words about the person that leave too little: said to them in other words."""
    plain = _plain(password)
    return _left(plain, _pieces(own_words)) < OWN <= _left(plain, ())


def _left(plain: str, own_pieces: tuple[str, ...]) -> int:
    """How many characters are in no predictable piece, at the best way of taking it apart."""
    chunk = _repeated(plain)
    if len(chunk) < len(plain):
        return min(len(chunk), OWN - 1) if len(chunk) <= OWN else _left(chunk, own_pieces)
    words = _common() | frozenset(own_pieces)
    left = [0]  # left[i]: of the first i characters
    for end in range(1, len(plain) + 1):
        best = left[end - 1] + (1 if plain[end - 1].isalnum() else 0)
        for start in range(end):
            if left[start] < best and _is_piece(plain, start, end, words):
                best = left[start]
        left.append(best)
    return left[-1]


def _is_piece(plain: str, start: int, end: int, words: frozenset[str]) -> bool:
    text = plain[start:end]
    if text in words or text.translate(_LEET) in words:
        return True
    is_number = text.isdigit() and not plain[:start][-1:].isdigit() and not plain[end:][:1].isdigit()
    if is_number and (len(text) <= 4 or _is_date(text)):
        return True
    if len(text) < _WALK:
        return False
    return len(set(text)) == 1 or any(text in row or text[::-1] in row for row in _ROWS)


def _is_date(text: str) -> bool:
    """ddmmyy, ddmmyyyy or yyyymmdd."""
    day, month, year = r"(0[1-9]|[12]\d|3[01])", r"(0[1-9]|1[0-2])", r"(19|20)\d\d"
    return bool(re.fullmatch(f"{day}{month}(\\d\\d|{year})|{year}{month}{day}", text))


def _repeated(text: str) -> str:
    """The chunk of which the whole is made, again and again, perhaps cut at the end; else the whole."""
    for length in range(1, len(text) // 2 + 1):
        if text == (text[:length] * (len(text) // length + 1))[: len(text)]:
            return text[:length]
    return text


def _pieces(words: Iterable[str]) -> tuple[str, ...]:
    """Words of three letters and more; of an e-mail address also what stands between its dots."""
    plain = [_plain(word) for word in words]
    parts = (part for word in plain for part in [word, *re.split(r"[^a-z0-9]+", word)])
    return tuple({part for part in parts if len(part) >= 3})


@cache
def _common() -> frozenset[str]:
    return frozenset(_WORDS.split())


def _plain(text: str) -> str:
    """Lower case, without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
