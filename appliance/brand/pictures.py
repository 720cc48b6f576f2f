"""Logos and icons on the media volume: a folder for each, named by what was uploaded, drawn anew as PNG.

SVG is not taken: it is a document that can hold programs and addresses of elsewhere, no mail program and
hardly a home screen shows it, and what cleans it surely is a browser of its own.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path
from tempfile import mkdtemp
from time import time

from appliance.errors import InvalidInput
from appliance.media import errors
from appliance.media.content_type import HEAD_BYTES, detect
from appliance.media.files import DiskFull, MediaFiles
from appliance.media.programs import UnusableFile, run_program

SECONDS = 20
LIMIT = 1_000_000
"""Bytes: a little below what the whole API takes in one request."""
TAKEN = frozenset({"image/png", "image/jpeg", "image/webp"})
NAMES = frozenset({"logo", "192", "512", "maskable"})
KEPT_SECONDS = 90 * 86_400
"""How long one that was replaced stays for the e-mails that show it."""
UNFINISHED_SECONDS = 3600
_DIGEST = re.compile(r"[0-9a-f]{32}")
_ROOM = 4 * LIMIT


def add(media_dir: Path, content: bytes) -> str:
    """Its digest, once it is drawn; the same again changes nothing. Raises InvalidInput (`empty_file`,
    `too_large`, `svg_not_taken`, `unsupported_type`, `unreadable_image`, `disk_full`).
    """
    content_type = _check(content)
    digest = hashlib.sha256(content).hexdigest()[:32]
    folder = _folder(media_dir) / digest
    if folder.is_dir():
        os.utime(folder)
        return digest
    try:
        MediaFiles(media_dir).check_space(_ROOM)
    except DiskFull as error:
        raise InvalidInput(errors.DISK_FULL, errors.SENTENCES[errors.DISK_FULL], field="file") from error
    drawing = Path(mkdtemp(prefix=".", dir=_folder(media_dir)))
    try:
        _draw(content, content_type, drawing)
        drawing.chmod(0o750)
        drawing.rename(folder)
    finally:
        shutil.rmtree(drawing, ignore_errors=True)
    return digest


def find(media_dir: Path, digest: str, name: str) -> Path | None:
    """One of a picture's files; None if there is none."""
    path = media_dir / "brand" / digest / f"{name}.png"
    is_named = _DIGEST.fullmatch(digest) is not None and name in NAMES
    return path if is_named and path.is_file() else None


def forget_old(media_dir: Path, current: set[str | None], replaced: set[str | None]) -> None:
    """Takes away what has not been shown for KEPT_SECONDS; what is `replaced` now begins to wait for that."""
    for folder in _folder(media_dir).iterdir():
        if folder.name in current:
            continue
        if folder.name in replaced:
            os.utime(folder)
        patience = UNFINISHED_SECONDS if folder.name.startswith(".") else KEPT_SECONDS
        if folder.stat().st_mtime < time() - patience:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(media_dir: Path) -> Path:
    folder = media_dir / "brand"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _check(content: bytes) -> str:
    if not content:
        raise InvalidInput("empty_file", "O arquivo está vazio.", field="file")
    if len(content) > LIMIT:
        raise InvalidInput("too_large", "A imagem pode ter até 1 MB.", field="file", limit=LIMIT)
    content_type = detect(content[:HEAD_BYTES])
    if content_type in TAKEN:
        return content_type
    if b"<svg" in content[:HEAD_BYTES].lower():
        text = "SVG não é aceito: pode conter programas, e os e-mails não o mostram. Exporte como PNG."
        raise InvalidInput("svg_not_taken", text, field="file")
    raise InvalidInput("unsupported_type", "Envie a imagem em PNG, JPEG ou WebP.", field="file")


def _draw(content: bytes, content_type: str, folder: Path) -> None:
    source = folder / "source"
    source.write_bytes(content)
    try:
        run_program(
            "brand_program",
            str(source),
            str(folder),
            content_type,
            seconds=SECONDS,
            otherwise=errors.UNREADABLE,
        )
    except UnusableFile as error:
        text = "A imagem está corrompida, se mexe ou tem pontos demais (mais de 4 milhões)."
        raise InvalidInput(errors.UNREADABLE, text, field="file") from error
    source.unlink()
