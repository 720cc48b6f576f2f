import stat

import pytest

from control_plane.audit_chain import Chain, Head
from control_plane.services.audit_anchors import Anchor, Anchors, parse_anchor

HEAD, NEXT = Head(3, 3, "a" * 64), Head(4, 4, "b" * 64)


@pytest.fixture
def anchors(tmp_path):
    return Anchors(tmp_path / "audit-anchors.log", Chain("ab" * 32))


def test_each_is_a_line_of_its_own_and_read_again(anchors, tmp_path):
    assert anchors.read() == ([], [])
    assert anchors.write(HEAD) and anchors.write(NEXT)
    kept, forged = anchors.read()
    assert [(one.count, one.hash) for one in kept] == [(3, "a" * 64), (4, "b" * 64)]
    assert kept[0].at and forged == []
    path = tmp_path / "audit-anchors.log"
    assert len(path.read_text().splitlines()) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_while_nothing_happens_the_file_does_not_grow(anchors):
    for _ in range(3):
        assert anchors.write(HEAD)
    assert len(anchors.read()[0]) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line.replace("3:", "2:"),
        lambda line: line.replace("aaaa", "cccc", 1),
        lambda line: "2" + line[1:].replace("T", " ", 1),
        lambda line: line[:-2],
        lambda _: "",
        lambda _: "\udcff",
    ],
)
def test_a_line_that_was_changed_is_none_of_ours(anchors, tmp_path, damage):
    anchors.write(HEAD)
    anchors.write(NEXT)
    path = tmp_path / "audit-anchors.log"
    first, second = path.read_text().splitlines()
    path.write_text(f"{damage(first)}\n{second}\n", errors="surrogateescape")
    kept, forged = anchors.read()
    assert ([one.count for one in kept], forged) == ([4], [1])


def test_lines_made_under_another_key_are_none_of_ours(anchors, tmp_path):
    Anchors(tmp_path / "audit-anchors.log", Chain("cd" * 32)).write(HEAD)
    assert anchors.read() == ([], [1])


def test_a_file_that_cannot_be_written_is_told_and_stops_nobody(tmp_path):
    assert not Anchors(tmp_path / "nowhere" / "x.log", Chain("ab" * 32)).write(HEAD)


def test_as_somebody_kept_it():
    assert parse_anchor(f" {HEAD.anchor}\n") == Anchor(3, "a" * 64)
