from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from foundation.support_tickets import SECONDS, BadTicket, LateTicket, SupportTicket, read_ticket, sign_ticket

KEY, OTHER_KEY = "k" * 64, "o" * 64
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TICKET = SupportTicket(
    access_id="6f1c1a52-0000-4000-8000-00000000000a",
    tenant_id="acme-id",
    operator="olga@guiche.example",
    reason="Cliente não vê as conversas do setor Vendas.",
    until=NOW + timedelta(minutes=15),
)


def read(text: str, key: str = KEY, tenant_id: str = "acme-id") -> SupportTicket:
    return read_ticket(key, tenant_id, text)


@time_machine.travel(NOW, tick=False)
def test_a_ticket_says_what_was_signed() -> None:
    assert read(sign_ticket(KEY, TICKET)) == TICKET


def test_it_is_good_for_a_minute() -> None:
    with time_machine.travel(NOW, tick=False):
        text = sign_ticket(KEY, TICKET)
    with time_machine.travel(NOW + timedelta(seconds=SECONDS), tick=False):
        assert read(text) == TICKET
    with time_machine.travel(NOW + timedelta(seconds=SECONDS + 1), tick=False), pytest.raises(LateTicket):
        read(text)


@time_machine.travel(NOW, tick=False)
def test_of_an_access_that_is_over_it_is_late() -> None:
    with pytest.raises(LateTicket):
        read(sign_ticket(KEY, replace(TICKET, until=NOW)))


@time_machine.travel(NOW, tick=False)
def test_another_tenant_s_opens_nothing() -> None:
    text = sign_ticket(KEY, TICKET)
    with pytest.raises(BadTicket):
        read(text, key=OTHER_KEY)
    with pytest.raises(BadTicket):  # a copy of a tenant may have come with its key
        read(text, tenant_id="other-id")


@time_machine.travel(NOW, tick=False)
def test_altered_text_and_nonsense_open_nothing() -> None:
    good = sign_ticket(KEY, TICKET)
    for text in ("", "a.b.c", "não", good + "x", good[1:]):
        with pytest.raises(BadTicket):
            read(text)


@time_machine.travel(NOW, tick=False)
def test_while_the_session_key_is_replaced_either_is_read_and_the_new_one_signs() -> None:
    both = f"{OTHER_KEY}\n{KEY}"
    assert read(sign_ticket(KEY, TICKET), key=both) == TICKET
    assert read(sign_ticket(both, TICKET), key=OTHER_KEY) == TICKET
    with pytest.raises(BadTicket):
        read(sign_ticket(both, TICKET))


@time_machine.travel(NOW, tick=False)
def test_the_longest_reason_fits_into_an_address() -> None:
    text = sign_ticket(KEY, replace(TICKET, reason="ção " * 75))
    assert len(text) < 2000
    assert text.replace("-", "").replace("_", "").replace(".", "").isalnum()
