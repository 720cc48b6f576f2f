import pytest

from control_plane.web.wrapping import breakable


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ana@acme.com.br", "ana<wbr>@acme<wbr>.com<wbr>.br"),
        ("http://sandbox:8090/fila-ia", "http://<wbr>sandbox:8090/<wbr>fila-ia"),
        (".localhost", ".localhost"),
        ("agenda noturna", "agenda noturna"),
        ("O app é deste token. Está em ordem.", "O app é deste token. Está em ordem."),
        ("e/ou / nada", "e/<wbr>ou / nada"),
        ("", ""),
        ("<b>@x", "&lt;b&gt;<wbr>@x"),
    ],
)
def test_breaks_at_the_joints(text, html):
    assert breakable(text) == html
