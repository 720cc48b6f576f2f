import os
import shutil
from collections import namedtuple
from pathlib import Path
from time import time

import pytest

from appliance.media.files import RESERVE_BYTES, DiskFull, MediaFiles

Usage = namedtuple("Usage", "total used free")


def test_a_gathered_file_takes_its_place(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path / "media")
    source = files.incoming("12.1")
    source.write_bytes(b"content")
    relative = files.keep(source, 1_234_567)
    assert relative == "files/001234/1234567"
    path = files.find(relative)
    assert path is not None
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o640
    assert not source.exists()


def test_done_again_it_takes_the_same_place(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path)
    for content in (b"one", b"two"):
        files.incoming("5").write_bytes(content)
        files.keep(files.incoming("5"), 5)
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"two"]


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert MediaFiles(tmp_path).find("files/000000/1") is None
    assert MediaFiles(tmp_path).find(None) is None


def test_the_last_of_the_disk_is_left_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, RESERVE_BYTES + 1000))
    MediaFiles(tmp_path).check_space(1000)
    with pytest.raises(DiskFull):
        MediaFiles(tmp_path).check_space(1001)


def test_only_what_was_left_is_cleared(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path)
    files.clear_incoming()  # nothing was ever gathered
    old, new = files.incoming("1.1"), files.incoming("2.1")
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time() - 700, time() - 700))
    files.clear_incoming(600)
    assert (old.exists(), new.exists()) == (False, True)
    files.clear_incoming()
    assert not new.exists()


def test_uploads_arrive_apart_from_what_the_worker_gathers(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path)
    files.clear_arriving(0)  # nothing ever arrived
    path = files.arriving()
    assert path != files.arriving()
    path.write_bytes(b"x")
    files.clear_incoming()
    files.clear_arriving(60)
    assert path.exists()
    files.clear_arriving(0)
    assert not path.exists()


def test_a_raw_upload_stands_apart_until_it_is_prepared(tmp_path: Path) -> None:
    files = MediaFiles(tmp_path)
    path = files.arriving()
    path.write_bytes(b"raw")
    raw = files.keep_raw(path, 7)
    made = files.incoming("7.1")
    made.write_bytes(b"made")
    kept = files.keep(made, 7)
    assert ((tmp_path / raw).read_bytes(), (tmp_path / kept).read_bytes()) == (b"raw", b"made")
    files.remove(raw, None, "files/nothing")
    assert files.find(raw) is None
    files.remove_unnamed(7)
    assert files.find(kept) is None
