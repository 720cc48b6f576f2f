import itertools
from datetime import UTC, datetime, timedelta

import pytest

from appliance.contacts.identity import Identity, learn_since
from appliance.contacts.models import Contact


def test_aliases_come_surest_first() -> None:
    assert Identity(wa_id="5531987650001", bsuid="BR.77").aliases() == [
        ("bsuid", "BR.77"),
        ("wa_id", "5531987650001"),
        ("mobile_br", "553187650001"),
    ]


def test_what_is_missing_is_no_alias() -> None:
    assert Identity(wa_id=None, bsuid="BR.77").aliases() == [("bsuid", "BR.77")]
    assert Identity(wa_id="15551234567", bsuid=None).aliases() == [("wa_id", "15551234567")]


ANA, OTHER = "5531987650001", "5521976540002"
THEN = datetime(2026, 9, 21, 12, 0, tzinfo=UTC)


def said(minute: int, wa_id: str | None = ANA, bsuid: str | None = None, **names: str) -> Identity:
    return Identity(wa_id, bsuid, said_at=THEN + timedelta(minutes=minute), **names)


def learned(*identities: Identity) -> Contact:
    contact = Contact()
    for identity in identities:
        learn_since(contact, identity, None)
    return contact


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_last_that_was_said_counts_in_whatever_order_it_comes(order: tuple[int, ...]) -> None:
    told = [
        said(0, profile_name="Ana", username="ana"),
        said(1, OTHER, "BR.1", profile_name="Ana P."),
        said(2, "553187650001", "BR.1", profile_name="Ana Paula", username="anap"),
    ]
    contact = learned(*(told[place] for place in order))
    assert (contact.profile_name, contact.username) == ("Ana Paula", "anap")
    assert (contact.wa_id, contact.phone, contact.bsuid) == ("553187650001", f"+{ANA}", "BR.1")


def test_older_news_fill_what_is_missing() -> None:
    contact = learned(said(1), said(0, bsuid="BR.1", profile_name="Ana"))
    assert (contact.wa_id, contact.bsuid, contact.profile_name) == (ANA, "BR.1", "Ana")


def test_a_number_is_given_up_when_somebody_else_writes_without_one() -> None:
    contact = learned(said(0, ANA, "BR.1"), said(1, None, "BR.2"))
    assert (contact.wa_id, contact.phone, contact.bsuid) == (None, None, "BR.2")


def test_a_number_stays_its_owners_who_leaves_it_out() -> None:
    contact = learned(said(0, ANA, "BR.1"), said(1, None, "BR.1"))
    assert (contact.wa_id, contact.bsuid) == (ANA, "BR.1")


def test_what_is_older_than_the_last_message_replaces_nothing() -> None:
    contact = learned(said(0, profile_name="Ana"))
    learn_since(contact, said(1, OTHER, profile_name="Bia"), THEN + timedelta(minutes=2))
    assert (contact.wa_id, contact.profile_name) == (ANA, "Ana")


def test_without_a_moment_it_says_nothing_against_what_has_one() -> None:
    assert learned(said(0), Identity(OTHER, None)).wa_id == ANA
    assert learned(Identity(ANA, None), Identity(OTHER, None)).wa_id == OTHER
