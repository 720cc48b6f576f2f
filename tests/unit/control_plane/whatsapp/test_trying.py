"""Credentials are weighed by what Meta and FILA-IA say of them, and silence is no refusal."""

import time
from dataclasses import replace

import pytest

from control_plane.whatsapp.graph import Access
from control_plane.whatsapp.trying import Connections, FilaIaAccess, try_out
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA

GOOD = Access(NUMBER, WABA, TOKEN, APP_SECRET)


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


def tried(settings, whatsapp=None, fila_ia=None):
    return try_out(settings, Connections(whatsapp, fila_ia), time.time())


def test_what_works_is_taken(settings):
    verdict = tried(settings, GOOD, FilaIaAccess(settings.fila_ia_url, "key-of-acme"))
    assert (verdict.problems, verdict.untold) == ({}, ())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"token": "not-it"}, "whatsapp.token"),
        ({"app_secret": "not-it"}, "whatsapp.app_secret"),
        ({"waba_id": "11111111"}, "whatsapp.waba_id"),
        ({"phone_number_id": "11111111"}, "whatsapp.phone_number_id"),
    ],
)
def test_what_is_refused_is_told_at_its_field_with_what_to_do(settings, changed, field):
    verdict = tried(settings, replace(GOOD, **changed))
    assert field in verdict.problems
    assert "Meta's" in verdict.problems[field] or "WhatsApp Manager" in verdict.problems[field]
    assert "not-it" not in str(verdict)


@pytest.mark.parametrize("scopes", [["whatsapp_business_messaging"], ["email"], []])
def test_a_token_without_a_permission_is_refused(settings, meta, scopes):
    meta.change(token_scopes=scopes)
    assert "whatsapp_business_management" in tried(settings, GOOD).problems["whatsapp.token"]


def test_what_is_no_fault_of_the_credentials_refuses_nothing(settings, meta):
    meta.change(is_registered=False, quality_rating="RED", name_status="DECLINED")
    assert tried(settings, GOOD).problems == {}


def test_a_wrong_key_of_fila_ia_is_refused(settings):
    verdict = tried(settings, None, FilaIaAccess(settings.fila_ia_url, "not-it"))
    assert list(verdict.problems) == ["fila_ia.key"]


def test_silence_is_neither(settings):
    silent = replace(settings, graph_url="http://127.0.0.1:9")
    verdict = tried(silent, GOOD, FilaIaAccess("http://127.0.0.1:9", "key"))
    assert (verdict.problems, verdict.untold) == ({}, ("fila_ia", "meta"))


def test_what_stays_is_not_tried(settings):
    assert tried(settings) == tried(replace(settings, graph_url="http://127.0.0.1:9"))
