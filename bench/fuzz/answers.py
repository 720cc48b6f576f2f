"""Addresses of files, and all that Meta's Graph and its file hosts might answer."""

import random
import tempfile
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from appliance.media.addresses import HOST_SUFFIXES, HOSTS, ForeignAddress, check_address, follow
from appliance.media.fetching import Fetcher, NotFetched, Wanted
from appliance.media.files import MediaFiles
from appliance.settings import WhatsAppSettings
from bench.fuzz.finding import blaming
from bench.mutations import Mutator

GRAPH = "http://graph.bench:8090"
_SETTINGS = WhatsAppSettings(GRAPH, "v25.0", "200300400500600", "1", "token", "secret", "verify")
_SCHEMES = (
    "https://",
    "http://",
    "HTTPS://",
    "//",
    "https:",
    "https:/",
    "ftp://",
    "file://",
    "",
    "javascript:",
)
_HOSTS = (
    *HOSTS,
    "scontent.fbcdn.net",
    "mmg.whatsapp.net",
    *("evil.example", "lookaside.fbsbx.com.evil.example", "evilfbcdn.net", "fbcdn.net", "127.0.0.1"),
    *(
        "[::1]",
        "[::ffff:10.0.0.1]",
        "169.254.169.254",
        "mysql",
        "redis:6379",
        "graph.bench",
        "graph.bench:8090",
    ),
    *("LOOKASIDE.fbsbx.com", "lookaside.fbsbx.com.", "0x7f.1", "2130706433", "lookaside。fbsbx。com"),
)
_GLUE = (
    "",
    "@",
    ":",
    ":443",
    ":80",
    ":99999",
    "\\",
    "/",
    "#",
    "?",
    "%2f",
    "%00",
    "\t",
    "\n",
    " ",
    "..",
    ";",
    "ſ",
)
_TAILS = ("/whatsapp_business/attachments/?mid=1", "/", "", "/../..", "?x=@evil.example", "#@evil.example")


def addresses(seed: int, number: int) -> Counter[str]:
    """Only ForeignAddress is raised; and what is let through is Meta's by another reader's word as well."""
    chance, ends = random.Random(seed), Counter[str]()
    for position in range(number):
        url = _address(chance)
        with blaming(url, position):
            try:
                check_address(url, GRAPH)
                _require_metas(url)
                ends["Meta's"] += 1
            except ForeignAddress:
                ends["foreign"] += 1
            try:
                follow("https://lookaside.fbsbx.com/a", url)
            except ForeignAddress:
                ends["leads nowhere"] += 1
    return ends


def _address(chance: random.Random) -> str:
    parts = [chance.choice(_SCHEMES)]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        parts += [chance.choice(_HOSTS), chance.choice(_GLUE) if chance.randrange(2) else ""]
    parts.append(chance.choice(_TAILS))
    url = list("".join(parts))
    for _ in range(chance.choice((0, 0, 1, 2))):
        url.insert(
            chance.randrange(len(url) + 1), chance.choice((*_GLUE, "\0", "é", "[", "]", "٤", "x" * 4100))
        )
    return "".join(url)


def _require_metas(url: str) -> None:
    if not _is_metas(url):
        raise ValueError("let through")


def _is_metas(url: str) -> bool:
    """As the library reads it that will make the connection."""
    try:
        parsed = parse_url(url)
    except LocationParseError:
        return True  # nothing will connect to it
    host = (parsed.host or "").lower()
    if (parsed.scheme, host, parsed.port) == ("http", "graph.bench", 8090):
        return True
    is_metas = host in HOSTS or host.endswith(HOST_SUFFIXES)
    return parsed.scheme == "https" and is_metas and parsed.port in {None, 443}


class _Answering(BaseAdapter):
    """Answers instead of the network."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self._bodies = Mutator(list(_ANSWERS), chance.randrange(2**31)).bodies()

    def send(self, request: requests.PreparedRequest, **_more: Any) -> requests.Response:  # type: ignore[override]
        is_graph = (request.url or "").startswith(GRAPH)
        status = self._chance.choice(
            (200, 200, 200, 200, 206, 301, 302, 400, 401, 403, 404, 410, 429, 500, 503)
        )
        body = next(self._bodies) if is_graph else self._chance.randbytes(self._chance.randrange(200))
        headers = self._headers(body)
        answer = requests.Response()
        answer.status_code = status
        answer.url = request.url or ""
        answer.request = request
        answer.headers.update(headers)
        answer.raw = HTTPResponse(BytesIO(body), headers=headers, status=status, preload_content=False)
        return answer

    def _headers(self, body: bytes) -> Mapping[str, str]:
        length = self._chance.choice((str(len(body)), "0", "-1", "x", "9" * 30, "١٢", str(2**40), ""))
        found = {"Content-Length": length} if length else {}
        if self._chance.randrange(2):
            # as it is read off the wire: bytes of any kind, each a character
            encoding = self._chance.choice(("utf-8", "cp1252"))
            found["Location"] = _address(self._chance).encode(encoding, "replace").decode("latin-1")
        if self._chance.randrange(4) == 0:
            found["Content-Encoding"] = self._chance.choice(("gzip", "br", "deflate", "x"))
        return found

    def close(self) -> None:
        """Nothing is open."""


_ANSWERS = (
    {
        "messaging_product": "whatsapp",
        "url": "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "mime_type": "image/jpeg",
        "sha256": "ab" * 32,
        "file_size": "303833",
        "id": "1",
    },
    {
        "error": {
            "message": "(#131052) Media download error",
            "type": "OAuthException",
            "code": 131052,
            "error_subcode": 33,
            "error_data": {"messaging_product": "whatsapp", "details": "gone"},
            "fbtrace_id": "x",
        }
    },
)


def answers(seed: int, number: int) -> Counter[str]:
    """A file is fetched, or it is said why not: NotFetched."""
    chance, ends = random.Random(seed), Counter[str]()
    fetcher = Fetcher(_SETTINGS)
    session = fetcher._session
    session.adapters.clear()
    for prefix in ("https://", "http://", f"{GRAPH}/"):
        session.mount(prefix, _Answering(chance))
    with tempfile.TemporaryDirectory() as folder:
        files, path = MediaFiles(Path(folder)), Path(folder) / "file"
        for position in range(number):
            url = chance.choice((None, None, _address(chance)))
            digest = chance.choice((None, "0" * 64, "ab" * 32))
            wanted = Wanted("1", chance.choice(("image", "document")), digest, url)
            with blaming(wanted, position):
                try:
                    fetcher.fetch(wanted, files, path)
                    ends["fetched"] += 1
                except NotFetched as error:
                    ends[error.code] += 1
    return ends
