"""Getting a file's bytes from Meta: its address by its id, then the stream, never more of it than allowed.

Meta, "Media": an address is valid for five minutes, wants the token, and answers 404 when it no longer
is. Digests are base64 in webhooks and hexadecimal in answers.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from appliance.media import errors
from appliance.media.addresses import ForeignAddress, check_address, follow, media_session
from appliance.media.files import MediaFiles
from appliance.media.kinds import MEGABYTE
from appliance.media.storing import hex_digest
from appliance.settings import WhatsAppSettings
from appliance.whatsapp.fields import number
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.meanings import CREDENTIAL, RETRYABLE, THROTTLED

SIZE_LIMITS = {
    "image": 32 * MEGABYTE,
    "sticker": 4 * MEGABYTE,
    "audio": 100 * MEGABYTE,
    "video": 100 * MEGABYTE,
    "document": 100 * MEGABYTE,
}
"""WhatsApp lets 100 MB through to a business and no more (error 131052); pictures are worked on in memory."""
CHUNK_BYTES = 64 * 1024
REDIRECTS = 4
TIMEOUT = (5.0, 20.0)
TOTAL_SECONDS = 35.0
"""For one attempt, so that it ends well inside the job's timeout."""
NOT_FOUND_CODES = frozenset({33, 100})
"""Graph on an id it no longer knows, or one that our token may not see."""


class NotFetched(Exception):
    """`code` as in media.errors; `is_gone`: Meta says there is no such file (or none we may have)."""

    def __init__(self, code: str, detail: str = "", *, is_final: bool = False, is_gone: bool = False) -> None:
        self.code = code
        self.is_final = is_final
        self.is_gone = is_gone
        super().__init__(f"{code}: {detail}" if detail else code)


@dataclass(frozen=True)
class Wanted:
    """What the row says of the file; `url` is the webhook's own, while it may still be valid."""

    whatsapp_media_id: str
    kind: str
    sha256: str | None
    url: str | None


class Fetcher:
    """Calls Meta with one number's token."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        self._settings = settings
        self._session = media_session(TIMEOUT, settings.graph_url)
        self._graph = GraphClient(self._session, settings)

    def fetch(self, wanted: Wanted, files: MediaFiles, path: Path) -> None:
        """Leaves the whole file at `path`, its size below the kind's limit and its digest as announced.

        Raises NotFetched; DiskFull or OSError when the disk is to blame.
        """
        sink = _Sink(files, path, SIZE_LIMITS[wanted.kind], monotonic() + TOTAL_SECONDS)
        if wanted.url is not None:
            try:
                self._download(wanted.url, wanted.sha256, sink)
            except NotFetched as error:
                if error.code == errors.TOO_LARGE:
                    raise
            else:
                return
        described = self._describe(wanted.whatsapp_media_id)
        sink.expect(_size(described.get("file_size")))
        url = described.get("url")
        if not isinstance(url, str):
            raise NotFetched(errors.UNAVAILABLE, "Meta gave no address")
        self._download(url, wanted.sha256 or hex_digest(described.get("sha256")), sink)

    def _describe(self, media_id: str) -> dict[str, Any]:
        try:
            return self._graph.media(media_id)
        except (Unreachable, NoAnswer) as error:
            raise NotFetched(errors.UNAVAILABLE, str(error)[:200]) from error
        except GraphError as error:
            if error.http_status == 404 or error.code in NOT_FOUND_CODES:
                raise NotFetched(errors.EXPIRED, str(error), is_gone=True) from error
            if error.kind == CREDENTIAL or error.http_status in {401, 403}:
                raise NotFetched(errors.NO_ACCESS, str(error)) from error
            if error.kind in {THROTTLED, RETRYABLE}:
                raise NotFetched(errors.UNAVAILABLE, str(error)) from error
            raise NotFetched(errors.REFUSED, str(error), is_final=True) from error

    def _download(self, url: str, digest: str | None, sink: "_Sink") -> None:
        try:
            with self._open(url) as response:
                sink.expect(_size(response.headers.get("Content-Length")))
                found = sink.write(response)
        except (requests.RequestException, HTTPError, ValueError, RuntimeError) as error:
            # the last two: a broken redirect, or one to no address; the library reads it all the same
            raise NotFetched(errors.UNAVAILABLE, type(error).__name__) from error
        except ForeignAddress as error:
            raise NotFetched(errors.FOREIGN_ADDRESS, str(error), is_final=True) from error
        if digest is not None and found != digest:
            raise NotFetched(errors.WRONG_HASH)

    def _open(self, url: str) -> requests.Response:
        """Follows redirects by hand: every step must be Meta's, for it is given the token."""
        headers = {
            "Authorization": f"Bearer {self._settings.token}",
            "User-Agent": "Mozilla/5.0 (compatible; Guiche)",
            "Accept-Encoding": "identity",
        }
        for _ in range(REDIRECTS + 1):
            check_address(url, self._settings.graph_url)
            response = self._session.get(
                url, headers=headers, stream=True, allow_redirects=False, timeout=TIMEOUT
            )
            if not response.is_redirect:
                break
            response.close()
            url = follow(url, response.headers["Location"])
        if response.status_code == 200:
            return response
        response.close()
        if response.status_code in {401, 403}:
            raise NotFetched(errors.NO_ACCESS, f"download: HTTP {response.status_code}")
        gone = response.status_code in {404, 410}
        raise NotFetched(errors.UNAVAILABLE, f"download: HTTP {response.status_code}", is_gone=gone)


@dataclass(frozen=True)
class _Sink:
    """Takes a stream into a file."""

    files: MediaFiles
    path: Path
    limit: int
    deadline: float

    def expect(self, size: int) -> None:
        """Looks at an announced size (0: none) before anything is taken. Raises NotFetched, DiskFull."""
        if size > self.limit:
            raise NotFetched(errors.TOO_LARGE, f"{size} bytes", is_final=True)
        self.files.check_space(size)

    def write(self, response: requests.Response) -> str:
        """The SHA-256 of what came. Bytes are taken as they are: what an encoding unfolds to is never made.

        Raises NotFetched once it is too large or too slow, OSError when the disk does not take it.
        """
        digest, size = hashlib.sha256(), 0
        with self.path.open("wb") as file:
            while chunk := response.raw.read1(CHUNK_BYTES, decode_content=False):
                size += len(chunk)
                if size > self.limit:
                    raise NotFetched(errors.TOO_LARGE, f"more than {self.limit} bytes", is_final=True)
                if monotonic() > self.deadline:
                    raise NotFetched(errors.UNAVAILABLE, "too slow")
                digest.update(chunk)
                file.write(chunk)
        if size == 0:
            raise NotFetched(errors.UNAVAILABLE, "empty")
        return digest.hexdigest()


def _size(value: Any) -> int:
    """Documented as text, seen as a number; 0 for anything else."""
    found = number(value)
    return int(found) if found is not None and found > 0 else 0
