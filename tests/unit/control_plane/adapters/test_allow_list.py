from pathlib import Path

import pytest

from control_plane.adapters.edge import AllowList
from control_plane.errors import StepFailed


@pytest.fixture
def allow_list(tmp_path: Path) -> AllowList:
    return AllowList(tmp_path)


def test_a_known_host_is_a_file_that_the_edge_may_read(allow_list: AllowList, tmp_path: Path) -> None:
    allow_list.allow("acme.localhost")
    assert (tmp_path / "acme.localhost").stat().st_mode & 0o777 == 0o644
    assert allow_list.known() == {"acme.localhost"}


def test_allowing_and_forbidding_twice_is_fine(allow_list: AllowList, tmp_path: Path) -> None:
    for _ in range(2):
        allow_list.allow("acme.localhost")
    for _ in range(2):
        allow_list.forbid("acme.localhost")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../etc/passwd", "a/b.c", "", ".", "..", "acme", "*.localhost", "A.localhost", "-a.b", "a..b", "a.b\n"],
)
def test_what_is_no_hostname_never_becomes_a_file(allow_list: AllowList, tmp_path: Path, name: str) -> None:
    with pytest.raises(StepFailed):
        allow_list.allow(name)
    allow_list.forbid(name)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_write_left_is_not_a_host(allow_list: AllowList, tmp_path: Path) -> None:
    (tmp_path / ".new-abc").touch()
    assert allow_list.known() == set()


def test_a_missing_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="cannot be read"):
        AllowList(tmp_path / "none").known()
    with pytest.raises(StepFailed, match="cannot be written"):
        AllowList(tmp_path / "none").allow("acme.localhost")
