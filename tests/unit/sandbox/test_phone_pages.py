import re
from pathlib import Path

import pytest

from sandbox.faults import CATALOGUE
from sandbox.phone import routes
from tests.unit.sandbox.doubles import Sandbox

STATIC = Path(routes.__file__).parent / "static"


@pytest.mark.parametrize("path", ["/", "/faults", "/mail", "/static/phone.js", "/static/phone.css"])
def test_pages_forbid_everything_that_is_not_their_own(sandbox: Sandbox, path: str) -> None:
    answer = sandbox.client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize("file", sorted(STATIC.iterdir()), ids=lambda file: file.name)
def test_no_file_fetches_anything_from_elsewhere(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|innerHTML|\bon\w+=\"", text)


def test_every_fault_is_explained_in_three_languages() -> None:
    text = (STATIC / "faults-words.js").read_text()
    for group, names in CATALOGUE.items():
        for name in names:
            assert text.count(f'"{group}.{name}": [') == 3


def test_the_page_speaks_the_same_words_in_three_languages() -> None:
    text = (STATIC / "i18n.js").read_text()
    blocks = re.findall(r"^  (pt|en|es): \{(.*?)^  \},", text, re.MULTILINE | re.DOTALL)
    keys = [re.findall(r"(?:^|\s)(\w+): \"", block) for _, block in blocks]
    assert [language for language, _ in blocks] == ["pt", "en", "es"]
    assert keys[0] == keys[1] == keys[2]


def test_a_picture_that_a_customer_sent_can_be_seen(sandbox: Sandbox) -> None:
    message = sandbox.write(type="image")
    answer = sandbox.client.get(f"/media/{message['content']['id']}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert sandbox.client.get("/media/1").status_code == 404
