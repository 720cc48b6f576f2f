"""The build context is a function of the files' content, and of nothing else."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from images import context
from images.dockerfile import Dockerfile


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(context, "REPOSITORY", tmp_path)
    for name in (
        "Dockerfile",
        "program/main.py",
        "program/__pycache__/main.pyc",
        "program/frontend/src/app.ts",
        "program/frontend/node_modules/vue/index.js",
        "program/frontend/dist/index.html",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}", encoding="utf-8")
    return tmp_path


def _pack(repository: Path, *sources: str) -> bytes:
    return context.pack(Dockerfile(repository / "Dockerfile", (), sources))


def _names(packed: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return tar.getnames()


def test_holds_the_recipe_and_what_it_copies(repository: Path) -> None:
    names = _names(_pack(repository, "program"))

    assert names == ["Dockerfile", "program/frontend/dist/index.html", "program/main.py"]


def test_a_front_end_that_was_not_built_is_left_out(repository: Path) -> None:
    (repository / "program/frontend/dist/index.html").unlink()

    assert _names(_pack(repository, "program")) == ["Dockerfile", "program/main.py"]


def test_times_do_not_matter(repository: Path) -> None:
    before = _pack(repository, "program")
    os.utime(repository / "program/main.py", (1, 1))

    assert _pack(repository, "program") == before


def test_content_and_mode_matter(repository: Path) -> None:
    main = repository / "program/main.py"
    first = _pack(repository, "program")
    main.chmod(0o755)
    second = _pack(repository, "program")
    main.write_text("other", encoding="utf-8")

    assert len({first, second, _pack(repository, "program")}) == 3


def test_what_is_missing_is_named(repository: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        _pack(repository, "nowhere")


def test_the_hosts_certificates_go_in_under_their_name(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = repository / "bundle" / "ca-certificates.crt"
    bundle.parent.mkdir()
    bundle.write_text("PEM", encoding="utf-8")
    monkeypatch.setattr(context, "HOST_CERTIFICATES", bundle)

    assert "ca-certificates.crt" in _names(_pack(repository, "ca-certificates.crt"))


def test_another_parent_is_another_image() -> None:
    digests = {context.digest(b"x", []), context.digest(b"x", ["a"]), context.digest(b"x", ["b"])}

    assert len(digests) == 3
