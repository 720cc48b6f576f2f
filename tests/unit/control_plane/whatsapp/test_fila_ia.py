import pytest

from control_plane.whatsapp.fila_ia import probe_fila_ia


def test_a_key_that_is_taken(meta):
    assert probe_fila_ia(meta.fila_ia_url, "key-of-acme").state == "ok"


@pytest.mark.parametrize("key", ["another", "ключ"])
def test_a_key_that_is_not(meta, key):
    assert probe_fila_ia(meta.fila_ia_url, key).state == "error"


def test_a_queue_that_is_ill(meta):
    meta.faults(fila_ia={"down": True})
    assert probe_fila_ia(meta.fila_ia_url, "key-of-acme").code == "ill"


def test_a_queue_that_is_busy_has_taken_the_key(meta):
    meta.faults(fila_ia={"rate_limited": True})
    item = probe_fila_ia(meta.fila_ia_url, "key-of-acme")
    assert (item.state, item.code) == ("ok", "busy")


def test_nobody_there():
    assert probe_fila_ia("http://127.0.0.1:9", "key").code == "no_answer"


def test_none_given():
    assert probe_fila_ia("", "").state == "unknown"
