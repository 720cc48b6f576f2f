import pytest

from appliance.whatsapp.graph import GraphError, Unreachable
from appliance.whatsapp.graph_errors import MEANINGS
from appliance.whatsapp.meanings import ACCOUNT, DOWN, PAIR_TOO_FAST, PERMANENT, WINDOW, Meaning
from appliance.whatsapp.outcomes import refusal_of, wait_of

REPEATED = sorted(
    {meaning for meaning in MEANINGS.values() if meaning.tries > 1 and meaning.holds_up != ACCOUNT},
    key=lambda meaning: meaning.name,
)


@pytest.mark.parametrize("meaning", [*REPEATED, DOWN], ids=lambda meaning: meaning.name)
def test_each_wait_is_longer_up_to_the_longest(meaning: Meaning) -> None:
    for tries in range(1, meaning.tries + 1):
        seconds = wait_of(meaning, tries).total_seconds()
        assert meaning.pause / 2 <= seconds <= max(meaning.longest, meaning.pause)


def test_one_customer_is_tried_again_after_metas_powers_of_four() -> None:
    waits = [wait_of(PAIR_TOO_FAST, tries).total_seconds() for tries in range(1, 7)]
    assert waits == [1, 4, 16, 64, 256, 1024]


def test_a_refusal_keeps_metas_code_and_words() -> None:
    refusal = refusal_of(GraphError(131026, "Undeliverable", 400))
    assert (refusal.meaning.kind, refusal.code, refusal.title) == (PERMANENT, 131026, "Undeliverable")


def test_nobody_reached_is_no_refusal_of_metas() -> None:
    refusal = refusal_of(Unreachable("no route"))
    assert (refusal.meaning.name, refusal.code) == ("unreachable", None)


def test_only_what_speaks_of_the_message_proves_that_sending_works() -> None:
    telling = {meaning.kind for meaning in MEANINGS.values() if meaning.tells_of_message()}
    assert telling == {PERMANENT, WINDOW, PAIR_TOO_FAST.kind}
    assert not any(meaning.tells_of_message() for meaning in MEANINGS.values() if meaning.holds_up == ACCOUNT)
