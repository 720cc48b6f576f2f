"""CAA over a real UDP socket: a name server of the test's own answers with what it was given."""

import socket
import struct
import threading

import pytest

from control_plane.caa import ask_caa, forbids

RECORDS = {
    "acme.example": [
        ("issue", "ca.example; policy=ev"),
        ("issuewild", ";"),
        ("iodef", "mailto:x@acme.example"),
    ],
    "open.example": [("iodef", "mailto:x@open.example")],
    "shut.example": [("issue", ";")],
    "both.example": [("issue", "ca.example"), ("issue", "LetsEncrypt.org")],
}
OURS = "letsencrypt.org"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chat.acme.example", ["ca.example"]),
        ("acme.example", ["ca.example"]),
        ("deep.chat.open.example", None),
        ("shut.example", []),
        ("both.example", None),
        ("nothing.example", None),
    ],
)
def test_the_nearest_name_that_says_something_counts(name, told):
    assert forbids(name, OURS, lambda asked: RECORDS.get(asked, [])) == told


def test_silence_is_no_objection():
    assert forbids("chat.acme.example", OURS, lambda _name: None) is None


@pytest.fixture
def server():
    """Answers one question with whatever `answer(query)` makes of it."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", 0))
    opened.settimeout(10)
    threads = []

    def answering(answer):
        def serve():
            query, where = opened.recvfrom(512)
            opened.sendto(answer(query), where)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return opened.getsockname()

    yield answering
    for thread in threads:
        thread.join()
    opened.close()


def reply(query, *records, flags=0x8180):
    """With a CNAME first, as servers answer for an alias; names are pointers to the question."""
    alias = b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 60, 2) + b"\xc0\x0c"
    rows = [
        b"\xc0\x0c"
        + struct.pack("!HHIH", 257, 1, 60, 2 + len(tag) + len(value))
        + bytes([0, len(tag)])
        + tag
        + value
        for tag, value in records
    ]
    count = 1 + len(rows)
    return query[:2] + struct.pack("!HHHHH", flags, 1, count, 0, 0) + query[12:] + alias + b"".join(rows)


def test_records_are_read_as_servers_write_them(server):
    where = server(lambda query: reply(query, (b"issue", b"ca.example"), (b"IODEF", b"mailto:x")))
    assert ask_caa("acme.example", where) == [("issue", "ca.example"), ("iodef", "mailto:x")]


def test_the_question_is_put_as_servers_read_it(server):
    asked = []

    def answer(query):
        asked.append(query[12:])
        return reply(query)

    assert ask_caa("chat.acme.example", server(answer)) == []
    assert asked == [b"\x04chat\x04acme\x07example\x00" + struct.pack("!HH", 257, 1)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda query: reply(query, flags=0x8182),  # SERVFAIL
        lambda query: reply(query, flags=0x8380),  # cut off
        lambda query: b"\xff\xff" + reply(query)[2:],  # another's
        lambda query: reply(query, (b"issue", b"ca.example"))[:-12],
        lambda _query: b"short",
    ],
)
def test_what_is_no_answer_is_none(server, spoil):
    assert ask_caa("acme.example", server(spoil)) is None


def test_a_name_that_does_not_exist_allows_everybody(server):
    assert (
        ask_caa(
            "acme.example",
            server(lambda query: query[:2] + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0) + query[12:]),
        )
        == []
    )
