import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest

from control_plane.audit_chain import GENESIS, Chain, Head

KEY = "ab" * 32
ENTRY = {
    "id": 7,
    "at": datetime(2026, 11, 22, 9, 14, 30, 250, tzinfo=UTC),
    "actor": "ana@operator.example",
    "action": "backup_submitted",
    "tenant_id": "t",
    "remote_address": "192.0.2.1",
    "details": {"operation": "o", "name": "Padaria do Zé"},
}


@pytest.fixture
def chain():
    return Chain(KEY)


def test_the_shape_of_what_is_hashed_never_changes(chain):
    """Every trail there is would seem altered. HKDF (RFC 5869) and HMAC are written out here."""
    key = hmac.digest(
        hmac.digest(bytes(32), bytes.fromhex(KEY), "sha256"), b"guiche audit chain 1\1", "sha256"
    )
    content = (
        '[7,"2026-11-22T09:14:30.000250+00:00","ana@operator.example","backup_submitted","t","192.0.2.1",'
        '{"name":"Padaria do Z\\u00e9","operation":"o"}]'
    )
    expected = hmac.digest(key, b"entry\0" + b"0" * 64 + content.encode(), "sha256").hex()
    assert chain.link(GENESIS, ENTRY) == expected
    assert Head().anchor == f"0:{'0' * 64}"


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"at": ENTRY["at"] + timedelta(microseconds=1)},
        {"actor": "bia@operator.example"},
        {"action": "restore_submitted"},
        {"tenant_id": None},
        {"remote_address": None},
        {"details": {"operation": "o"}},
    ],
)
def test_every_part_of_an_entry_counts(chain, change):
    assert chain.link(GENESIS, {**ENTRY, **change}) != chain.link(GENESIS, ENTRY)


def test_so_do_what_stood_before_and_the_key(chain):
    assert chain.link("1" * 64, ENTRY) != chain.link(GENESIS, ENTRY)
    assert Chain("cd" * 32).link(GENESIS, ENTRY) != chain.link(GENESIS, ENTRY)


def test_the_same_moment_and_the_same_details_are_the_same_however_they_are_written(chain):
    lisbon = ENTRY["at"].astimezone(timezone(timedelta(hours=-3)))
    details = dict(reversed(ENTRY["details"].items()))
    assert chain.link(GENESIS, {**ENTRY, "at": lisbon, "details": details}) == chain.link(GENESIS, ENTRY)


def test_what_authenticates_one_thing_authenticates_no_other(chain):
    head = Head(3, 3, "a" * 64)
    seals = {chain.seal_head(head), chain.seal_anchor("", head.anchor), chain.link(head.anchor, ENTRY)}
    assert len(seals) == 3
    assert chain.seal_head(Head(3, 4, "a" * 64)) != chain.seal_head(head)
