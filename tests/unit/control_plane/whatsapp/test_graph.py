from dataclasses import replace

import pytest

from control_plane.whatsapp.graph import Access, NoAnswer, Refused, open_graph
from control_plane.whatsapp.looking import look
from tests.unit.control_plane.meta import APP_SECRET, NUMBER, TOKEN, WABA

ACCESS = Access(NUMBER, WABA, TOKEN, APP_SECRET)


@pytest.fixture
def settings(settings, at_meta):
    return at_meta(settings)


@pytest.fixture
def graph(settings):
    with open_graph(settings, ACCESS) as graph:
        yield graph


def test_secrets_do_not_show_in_what_is_logged():
    assert TOKEN not in repr(ACCESS)
    assert APP_SECRET not in repr(ACCESS)


def test_a_look_sees_every_part(graph, meta):
    meta.connect()
    seen = look(graph)
    assert seen.number["display_phone_number"] == "+55 11 4004-0001"
    assert seen.token["is_valid"]
    assert seen.proof is True
    assert seen.numbers == [NUMBER]
    assert seen.apps == [seen.token["app_id"]]
    assert seen.route["webhook_configuration"]["phone_number"].endswith("/webhooks/whatsapp")
    assert seen.account["account_review_status"] == "APPROVED"


def test_a_refusal_is_told_apart(settings):
    with (
        open_graph(settings, Access(NUMBER, WABA, "another", APP_SECRET)) as graph,
        pytest.raises(Refused) as bad,
    ):
        graph.number()
    assert bad.value.why == "token"
    with (
        open_graph(settings, Access("555555", WABA, TOKEN, APP_SECRET)) as graph,
        pytest.raises(Refused) as none,
    ):
        graph.number()
    assert none.value.why == "object"


def test_a_permission_that_is_missing(graph, meta):
    meta.faults(graph={"permission_missing": True})
    with pytest.raises(Refused) as refused:
        graph.account()
    assert refused.value.why == "permission"


def test_a_wrong_app_secret_is_refused(settings):
    with open_graph(settings, Access(NUMBER, WABA, TOKEN, "of another app")) as graph:
        seen = look(graph)
    assert (seen.proof.why, seen.proof.code) == ("other", 100)
    assert isinstance(seen.route, dict)


def test_nobody_there(settings):
    nowhere = replace(settings, graph_url="http://127.0.0.1:9")
    with open_graph(nowhere, ACCESS) as graph:
        with pytest.raises(NoAnswer) as silence:
            graph.number()
        assert not look(graph).is_answered
    assert TOKEN not in str(silence.value)


def test_a_slow_meta_ends_the_look_as_a_whole(graph):
    moments = iter([0, 0, 31, 31, 31, 31, 31, 31])
    seen = look(graph, clock=lambda: next(moments))
    assert seen.number is not None
    assert seen.token is None
