"""Uploaded pictures: what is taken, what is drawn of it, and when it goes."""

import os
from io import BytesIO
from pathlib import Path
from time import time

import pytest
from PIL import Image

from appliance.brand import pictures
from appliance.errors import InvalidInput


def drawn(size: tuple[int, int] = (900, 300), name: str = "PNG", colour: str = "#0f6b52") -> bytes:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, name)
    return target.getvalue()


def opened(media_dir: Path, digest: str, name: str) -> Image.Image:
    path = pictures.find(media_dir, digest, name)
    assert path is not None
    with Image.open(path, formats=("PNG",)) as image:
        return image.convert("RGBA")


def refusal(media_dir: Path, content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        pictures.add(media_dir, content)
    return caught.value.code


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_at_the_sizes_it_is_shown_in(tmp_path: Path, name: str) -> None:
    digest = pictures.add(tmp_path, drawn(name=name))
    assert opened(tmp_path, digest, "logo").size == (640, 213)
    assert opened(tmp_path, digest, "192").size == (192, 192)
    square, maskable = opened(tmp_path, digest, "512"), opened(tmp_path, digest, "maskable")
    assert square.size == maskable.size == (512, 512)
    assert square.getpixel((256, 0))[3] == 0  # type: ignore[index] - nothing above a wide logo
    assert maskable.getpixel((0, 0)) == (255, 255, 255, 255)
    assert {path.name for path in (tmp_path / "brand" / digest).iterdir()} == {
        f"{each}.png" for each in pictures.NAMES
    }


def test_what_the_file_said_beside_its_picture_is_gone(tmp_path: Path) -> None:
    target = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at Ana's home"
    Image.new("RGB", (20, 10)).save(target, "JPEG", exif=exif)
    digest = pictures.add(tmp_path, target.getvalue() + b"<script>trailing</script>")
    path = pictures.find(tmp_path, digest, "logo")
    assert path is not None
    assert b"Ana" not in path.read_bytes()
    assert b"script" not in path.read_bytes()


def test_the_same_picture_twice_is_one(tmp_path: Path) -> None:
    assert pictures.add(tmp_path, drawn()) == pictures.add(tmp_path, drawn())
    assert len(list((tmp_path / "brand").iterdir())) == 1


def test_a_small_logo_is_not_made_larger(tmp_path: Path) -> None:
    assert opened(tmp_path, pictures.add(tmp_path, drawn((40, 20))), "logo").size == (40, 20)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def moving() -> bytes:
    target = BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"x" * (pictures.LIMIT + 1), "too_large"),
        (SVG, "svg_not_taken"),
        (b"GIF89a" + bytes(50), "unsupported_type"),
        (b"%PDF-1.7", "unsupported_type"),
        (drawn()[:60], "unreadable_image"),
        (moving(), "unreadable_image"),
        (drawn((2000, 2001)), "unreadable_image"),
    ],
    ids=["empty", "large", "svg", "gif", "pdf", "broken", "moving", "a bomb"],
)
def test_what_is_not_taken_leaves_nothing(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content) == code
    assert not any((tmp_path / "brand").iterdir()) if (tmp_path / "brand").exists() else True


@pytest.mark.parametrize(("digest", "name"), [("..", "logo"), ("ab" * 16, "source"), ("AB" * 16, "logo")])
def test_nothing_else_can_be_named(tmp_path: Path, digest: str, name: str) -> None:
    folder = tmp_path / "brand" / digest
    (tmp_path / "brand").mkdir()
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.png").write_text("secret")
    assert pictures.find(tmp_path, digest, name) is None


def test_one_that_was_replaced_stays_for_the_emails_that_show_it(tmp_path: Path) -> None:
    current, replaced, old = (pictures.add(tmp_path, drawn(colour=each)) for each in ("red", "blue", "black"))
    (tmp_path / "brand" / ".left-by-a-crash").mkdir()
    long_ago = time() - pictures.KEPT_SECONDS - 60
    for folder in (tmp_path / "brand").iterdir():
        os.utime(folder, (long_ago, long_ago))
    pictures.forget_old(tmp_path, {current, None}, {replaced, None})
    assert {folder.name for folder in (tmp_path / "brand").iterdir()} == {current, replaced}
    assert old not in {current, replaced}
