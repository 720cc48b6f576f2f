import pytest

from appliance.media.content_type import (
    PROGRAM,
    UNKNOWN,
    detect,
    detect_upload,
    fit,
    is_false_pdf,
    is_false_picture,
)

HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "audio/ogg": b"OggS\x00\x02",
    "audio/amr": b"#!AMR\n\x3c",
    "audio/mpeg": b"ID3\x04\x00",
    "audio/aac": b"\xff\xf1\x50\x80",
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A \x00",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42\x00",
    "video/3gpp": b"\x00\x00\x00\x18ftyp3gp4\x00",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\x03\x04\x14\x00\x00\x00",
}


@pytest.mark.parametrize("name", HEADS)
def test_a_type_is_told_by_the_first_bytes_whatever_was_declared(name: str) -> None:
    assert detect(HEADS[name], "text/html") == name


@pytest.mark.parametrize(
    ("head", "declared", "expected"),
    [
        (b"\xff\xfb\x90\x64", "audio/mpeg", "audio/mpeg"),
        (b"<html><script>", "image/jpeg", UNKNOWN),
        (b"<html><script>", "text/html", "text/plain"),
        ("Olá".encode() * 2000, "text/plain; charset=utf-8", "text/plain"),
        (b"caf\xe9 com leite e mais", "text/plain", UNKNOWN),
        (b"a\0b", "text/plain", UNKNOWN),
        (b"MZ\x90\x00", "application/pdf", PROGRAM),
        (b"\x7fELF\x02\x01\x01\0", "image/png", PROGRAM),
        (b"\xcf\xfa\xed\xfe\x0c\0\0\x01", None, PROGRAM),
        (b"\xca\xfe\xba\xbe\0\0\0\x02", None, PROGRAM),
        (b"MZ 2024: lista de compras", "text/plain", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml", UNKNOWN),
        (b"", None, UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "application/vnd.ms-excel", "application/vnd.ms-excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "text/html", UNKNOWN),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml" + b"\0" * 40 + b"xl/workbook.xml",
            "image/png",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_what_was_declared_only_chooses_among_what_begins_alike(
    head: bytes, declared: str | None, expected: str
) -> None:
    assert detect(head, declared) == expected


@pytest.mark.parametrize(
    ("kind", "found", "expected"),
    [
        ("image", "image/png", "image/png"),
        ("image", "video/mp4", None),
        ("image", UNKNOWN, None),
        ("sticker", "image/webp", "image/webp"),
        ("audio", "audio/ogg", "audio/ogg"),
        ("audio", "video/mp4", "audio/mp4"),
        ("audio", "application/pdf", None),
        ("video", "audio/mp4", "video/mp4"),
        ("video", "image/jpeg", None),
        ("document", UNKNOWN, UNKNOWN),
        ("document", "image/jpeg", "image/jpeg"),
    ],
)
def test_a_message_of_one_kind_holds_no_file_of_another(kind: str, found: str, expected: str | None) -> None:
    assert fit(kind, found) == expected


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"
ZIP = b"PK\x03\x04" + b"\0" * 40
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "declared", "filename", "expected"),
    [
        (b"a;b\n1;2\n", "text/csv", "dados.csv", "text/plain"),
        (b'{"a":1}', "application/json", "a.json", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml", "logo.svg", "text/plain"),
        (OLE, "application/octet-stream", "CARTA.DOC", "application/msword"),
        (OLE, "", "sem nome", UNKNOWN),
        (ZIP, "application/zip", "carta.docx", DOCX),
        (ZIP, "application/zip", "fotos.zip", "application/zip"),
        (b"%PDF-1.7\n", "application/msword", "carta.docx", "application/pdf"),
        (b"\0\1\2", None, None, UNKNOWN),
        (b"MZ\x90\0", "application/pdf", "boleto.pdf", PROGRAM),
        (b"\0\1\2", "application/octet-stream", "Setup.EXE", PROGRAM),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "application/pdf", "nota.pdf", "application/pdf"),
        (b"BM\x10\0\0\0\0\0\0\0\x36\0", "image/bmp", "a.bmp", "image/bmp"),
        (b"BMW para vender, ano 2020", "text/plain", "a.txt", "text/plain"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/jpeg", "IMG_1.HEIC", "image/heic"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "audio/webm;codecs=opus", "fala", "video/webm"),
    ],
)
def test_an_upload_is_told_by_its_content_and_by_its_name_where_that_chooses(
    head: bytes, declared: str | None, filename: str | None, expected: str
) -> None:
    assert detect_upload(head, declared, filename) == expected


@pytest.mark.parametrize(
    ("found", "name", "expected"),
    [
        ("application/pdf", "a.pdf", False),
        ("image/jpeg", "a.PDF", True),
        (UNKNOWN, "a.pdf", True),
        (UNKNOWN, "a.pdf.zip", False),
        ("image/jpeg", None, False),
    ],
)
def test_a_name_that_promises_a_pdf_is_held_to_it(found: str, name: str | None, expected: bool) -> None:
    assert is_false_pdf(found, name) is expected


@pytest.mark.parametrize(
    ("found", "name", "expected"),
    [
        ("text/plain", "x.PNG", True),
        ("video/mp4", "foto.jpg", True),
        ("image/heic", "foto.jpg", False),
        ("text/plain", "desenho.svg", False),
        ("text/plain", None, False),
    ],
)
def test_a_name_that_promises_a_picture_is_held_to_it(found: str, name: str | None, expected: bool) -> None:
    assert is_false_picture(found, name) is expected
