from contextlib import closing
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from werkzeug import Request

from appliance.whatsapp.graph_media import PIECE_BYTES, _Multipart


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_it_is_as_long_as_it_says_and_can_be_read_again(tmp_path: Path, size: int) -> None:
    content = b"--x\r\n" * (size // 5) + b"y" * (size % 5)
    path = tmp_path / "file"
    path.write_bytes(content)
    multipart = _Multipart(path, "application/pdf", monotonic() + 60)
    body = b"".join(multipart)
    assert len(body) == len(multipart)
    assert b"".join(multipart) == body
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"multipart/form-data; boundary={multipart.boundary}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    request = Request(environ)
    assert request.form.to_dict() == {"messaging_product": "whatsapp", "type": "application/pdf"}
    with closing(request.files["file"]) as file:
        assert (file.mimetype, file.read()) == ("application/pdf", content)


def test_what_takes_too_long_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    with pytest.raises(TimeoutError):
        list(_Multipart(path, "text/plain", monotonic() - 1))
