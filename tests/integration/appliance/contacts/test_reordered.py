"""Deliveries in any order, and again: what is known of the customer is what they showed last."""

import itertools
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from appliance.contacts.models import Contact
from appliance.context import Context
from tests.payloads.whatsapp import contact, text, value

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]
ANA, ANA_OLD_FORM = "5531987650001", "553187650001"
BEGAN = int(time.time()) - 3600
TOLD = [(ANA, "Ana"), (ANA, "Ana P."), (ANA_OLD_FORM, "Ana Paula")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_last_counts(context: Context, deliver: Deliver, order: tuple[int, ...]) -> None:
    for nonce, place in enumerate((*order, *order)):
        number, name = TOLD[place]
        message = text(f"wamid.{place}", sender=number, timestamp=BEGAN + 60 * place)
        deliver(value(messages=(message,), contacts=(contact(number, name),), nonce=nonce))
    with context.sessions() as session:
        [person] = session.scalars(select(Contact)).all()
    assert (person.profile_name, person.wa_id, person.phone) == ("Ana Paula", ANA_OLD_FORM, f"+{ANA}")


def test_said_again_later_it_is_the_last(context: Context, deliver: Deliver) -> None:
    for place, name in ((0, "Ana"), (2, "Ana"), (1, "Bia")):
        message = text(f"wamid.{place}", sender=ANA, timestamp=BEGAN + 60 * place)
        deliver(value(messages=(message,), contacts=(contact(ANA, name),)))
    with context.sessions() as session:
        assert session.scalars(select(Contact.profile_name)).one() == "Ana"
