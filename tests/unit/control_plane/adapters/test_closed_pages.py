import pytest

from control_plane.adapters.closed_pages import ClosedPages
from control_plane.adapters.edge import AllowList
from control_plane.errors import StepFailed


def test_a_page_is_shown_whole_and_taken_away(tmp_path):
    pages = ClosedPages(tmp_path)
    assert pages.known() == {}
    pages.show("acme.localhost", "<h1>Olá</h1>")
    pages.show("acme.localhost", "<h1>Outra</h1>")
    assert pages.known() == {"acme.localhost": "<h1>Outra</h1>"}
    assert (tmp_path / ".closed" / "acme.localhost").stat().st_mode & 0o777 == 0o644
    for _ in range(2):
        pages.remove("acme.localhost")
    assert pages.known() == {}


def test_its_folder_is_no_hostname_of_the_allow_list(tmp_path):
    ClosedPages(tmp_path).show("acme.localhost", "x")
    assert AllowList(tmp_path).known() == set()


@pytest.mark.parametrize("name", ["../acme", "", ".", "ACME.localhost", "a b.localhost"])
def test_nothing_but_hostnames(tmp_path, name):
    pages = ClosedPages(tmp_path)
    with pytest.raises(StepFailed, match="not a hostname"):
        pages.show(name, "x")
    pages.remove(name)


def test_a_directory_that_is_not_there_is_said(tmp_path):
    pages = ClosedPages(tmp_path / "gone")
    with pytest.raises(StepFailed, match="cannot be read"):
        pages.known()
    with pytest.raises(StepFailed, match="cannot be written"):
        pages.show("acme.localhost", "x")
