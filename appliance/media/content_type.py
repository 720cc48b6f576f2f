"""What a file is, by its first bytes: the sender's word for it counts for nothing.

A table of our own rather than a library: we need the few types that WhatsApp carries (Meta: "Media",
supported types) and those a browser is allowed to show; everything else is a download without a type.
"""

import re
from pathlib import Path

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"
PROGRAM = "application/x-executable"
"""Of Windows (PE), Linux (ELF), macOS (Mach-O) or Java (class), whatever it is called."""
PDF = "application/pdf"

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
HEIC = "image/heic"
FILMS = frozenset({"video/mp4", "video/3gpp", "video/quicktime"})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"BM....\0\0\0\0", "image/bmp"),
    (rb"....ftyp(heic|heix|hevc|mif1|msf1)", HEIC),
    (rb"RIFF....WAVE", "audio/wav"),
    (rb"OggS", "audio/ogg"),
    (rb"#!AMR(-WB)?\n", "audio/amr"),
    (rb"fLaC", "audio/flac"),
    (rb"ID3", "audio/mpeg"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "audio/aac"),
    (rb"\xff[\xe2-\xe7\xea-\xef\xf2-\xf7\xfa-\xff]", "audio/mpeg"),
    (rb"....ftyp(M4A|M4B)", "audio/mp4"),
    (rb"....ftyp3g", "video/3gpp"),
    (rb"....ftypqt", "video/quicktime"),
    (rb"....ftyp(isom|iso[2-9]|mp4[12]|avc1|M4V|MSNV|dash|f4v|XAVC|mmp4|MP42)", "video/mp4"),
    (rb"\x1aE\xdf\xa3.{0,64}webm", "video/webm"),
    (rb"%PDF-", PDF),
    (rb"MZ[^\0]*\0|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe", PROGRAM),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (rb"PK\x03\x04", "application/zip"),
)
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
_BY_ENDING = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".docx": _OFFICE[b"word/"],
    ".xlsx": _OFFICE[b"xl/"],
    ".pptx": _OFFICE[b"ppt/"],
}
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    PDF: ".pdf",
}
_PROGRAM_ENDINGS = frozenset({".exe", ".dll", ".scr", ".msi"})
_PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
"""Of which the inbox warns where the content is something else (frontend: thread/kinds/fileNames.ts)."""
_PDF_WITHIN = 1024
"""Bytes within which a reader finds a PDF's first line (ISO 32000, implementation notes)."""

_MP4_AS_AUDIO = {"video/mp4": "audio/mp4", "video/3gpp": "audio/3gpp", "video/webm": "audio/webm"}
_AS_VIDEO = {"audio/mp4": "video/mp4"}


def detect(head: bytes, declared: str | None = None) -> str:
    """The type by the file's first HEAD_BYTES; `declared` only chooses among types that begin alike."""
    for pattern, name in _MAGIC:
        if re.match(pattern, head, re.DOTALL):
            return _closer(name, head, (declared or "").partition(";")[0].strip().lower())
    if (declared or "").startswith("text/") and _is_text(head):
        return "text/plain"
    return UNKNOWN


def detect_upload(head: bytes, declared: str | None, filename: str | None) -> str:
    """The same of a file uploaded here: our own people's word for an Office file and for text is taken.

    Meta refuses types outside its table, and any text goes as plain text.
    """
    found = detect(head, declared)
    ending = Path(filename or "").suffix.lower()
    if found == PROGRAM or ending in _PROGRAM_ENDINGS:
        return PROGRAM
    if ending == ".pdf" and b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    named = _BY_ENDING.get(ending)
    if named is not None and found == "application/zip" and named in _OFFICE.values():
        return named
    if found == UNKNOWN and named is not None:
        found = detect(head, named)
    return "text/plain" if found == UNKNOWN and _is_text(head) else found


def is_false_pdf(found: str, filename: str | None) -> bool:
    """Whether a file calls itself a PDF and is something else: no program would open it."""
    return found != PDF and Path(filename or "").suffix.lower() == ".pdf"


def is_false_picture(found: str, filename: str | None) -> bool:
    """The same of a name that ends as a picture's does."""
    return not found.startswith("image/") and Path(filename or "").suffix.lower() in _PICTURE_ENDINGS


def fit(kind: str, found: str) -> str | None:
    """The type to store for a message's `kind`; None when `found` is something else than the message says.

    The containers MP4, 3GPP and WebM hold either sound or film: there the message decides.
    """
    if kind in {"image", "sticker"}:
        return found if found in PICTURES else None
    if kind == "audio":
        found = _MP4_AS_AUDIO.get(found, found)
        return found if found.startswith("audio/") else None
    if kind == "video":
        found = _AS_VIDEO.get(found, found)
        return found if found.startswith("video/") else None
    return found


def _closer(name: str, head: bytes, declared: str) -> str:
    if name == "application/zip":
        return next((office for folder, office in _OFFICE.items() if folder in head), name)
    if name == "application/x-ole-storage":
        return declared if declared in _OLE else UNKNOWN
    return name


def _is_text(head: bytes) -> bool:
    try:
        head[: HEAD_BYTES - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:  # not merely a character cut in two
            return False
    return b"\0" not in head
