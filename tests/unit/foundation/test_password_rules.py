"""What anybody would guess is refused, whatever it is dressed up as; what nobody would is not."""

import pytest

from foundation.passwords import weakness

ABOUT_ANA = ("Ana Lúcia Lima", "ana.lima@padaria.example", "Padaria do Zé", "padaria")


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "12345678910111213",
        "987654321098",
        "qwertyuiopas",
        "QwertyQwerty",
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "xyz!xyz!xyz!xyz!",
        "passwordpassword",
        "Password@2024!",
        "P@ssw0rd1234",
        "senha12345678",
        "S3nh@Segur@2026",
        "Flamengo@1981",
        "corinthians2012",
        "brasil2026brasil",
        "iloveyou1234!!!",
        "mariajose123456",
        "gabriel02032004",
        "trocar.senha.123",
        "Administrador1!",
        "deusefiel12345",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert weakness(password) == "common"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "uma frase que só eu sei",
        "dentro da casa amarela",
        "kx93nf02ls-2",
        "839201748261",
        "lua café trator 7",
        "Wj7!pQz4@mLe",
        "пароль из слов",
        "🙂🙃🙂 três gatos azuis",
        "z" * 11 + " ou quase isso",
        "só letras minúsculas",
    ],
)
def test_what_is_one_s_own_is_taken_whatever_its_characters(password: str) -> None:
    assert weakness(password, ABOUT_ANA) is None


@pytest.mark.parametrize(
    "password",
    [
        "Padaria do Zé!",
        "analucialima",
        "ana.lima@padaria",
        "LIMA.ana.lucia",
        "padaria-ana-2026",
        "@n@ Luci@ Lim@",
    ],
)
def test_what_the_name_the_address_and_the_company_give_away_is_refused(password: str) -> None:
    assert weakness(password, ABOUT_ANA) == "own"
    assert weakness(password, ("Bruno", "bruno@x.example")) != "own"


def test_a_name_in_a_longer_password_is_no_fault() -> None:
    assert weakness("ana comprou nove bicicletas", ABOUT_ANA) is None


@pytest.mark.parametrize("length", [64, 128])
def test_long_ones_are_welcome(length: int) -> None:
    assert weakness(("nove bicicletas vermelhas e um trem " * 4)[:length]) is None
    assert weakness("x" * 129) == "length"


def test_the_longest_are_judged_at_once() -> None:
    assert weakness("".join(chr(97 + number * 7 % 26) for number in range(128))) is None
