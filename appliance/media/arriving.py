"""Taking an upload off the wire: multipart (RFC 7578) read as it comes, straight to the media volume.

Never more of it in memory than one piece. A file that turns out too large is read to its end and thrown
away: a browser that is still sending would not hear an answer given earlier.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Request

from appliance.errors import AppError, InvalidInput
from appliance.media.content_type import HEAD_BYTES
from appliance.media.files import NO_SPACE, DiskFull, MediaFiles
from appliance.media.kinds import DOCUMENT_LIMIT, KINDS, MEGABYTE

PIECE_BYTES = 64 * 1024
SPACE_CHECK_BYTES = 8 * MEGABYTE
FIELD_BYTES = 1024
DECODER_BYTES = 256 * 1024
BODY_LIMIT = DOCUMENT_LIMIT + MEGABYTE
"""Of the whole request: the largest file and what multipart puts around it."""


class NoSpace(AppError):
    """The disk has no room for the upload."""

    status = 507


@dataclass
class Arrived:
    """A whole file, gathered; whoever takes it moves it away."""

    path: Path
    kind: str = ""
    filename: str | None = None
    declared_type: str | None = None
    size: int = 0
    head: bytes = b""
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        """Hexadecimal, of what came."""
        return str(self._digest.hexdigest())

    def take(self, piece: bytes, file: IO[bytes]) -> None:
        """One more piece; of a file beyond every limit only the size is kept."""
        self.size += len(piece)
        if self.size > DOCUMENT_LIMIT:
            return
        if len(self.head) < HEAD_BYTES:
            self.head += piece[: HEAD_BYTES - len(self.head)]
        self._digest.update(piece)
        file.write(piece)


@contextmanager
def arriving(request: Request, files: MediaFiles) -> Iterator[Arrived]:
    """The upload in `request` (fields `kind` and `file`); what is not taken away is removed at the end.

    Raises InvalidInput (`required`, `invalid_kind`, `too_large`), NoSpace, BadRequest when the body is no
    multipart or breaks off.
    """
    request.max_content_length = BODY_LIMIT
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_large(DOCUMENT_LIMIT)
    arrived = Arrived(files.arriving())
    try:
        _read(request, files, arrived)
        yield arrived
    except RequestEntityTooLarge as error:
        raise too_large(DOCUMENT_LIMIT) from error
    finally:
        arrived.path.unlink(missing_ok=True)


def no_space() -> NoSpace:
    """The refusal in words."""
    return NoSpace("disk_full", "Não há espaço em disco para o arquivo. Avise o administrador.")


def too_large(limit: int, *, document: bool = False) -> InvalidInput:
    """The refusal in words; `document`: as one it would be taken."""
    shown = f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else f"{limit // 1024} KB"
    hint = " Envie como documento." if document else ""
    details = {"field": "file", "limit": limit} | ({"document": True} if document else {})
    return InvalidInput("too_large", f"O arquivo é maior do que o permitido ({shown}).{hint}", **details)


def _read(request: Request, files: MediaFiles, arrived: Arrived) -> None:
    has_file = False
    try:
        files.check_space(request.content_length or 0)
        with arrived.path.open("wb") as file:
            part: Field | File | None = None
            for event in _events(request, files):
                if isinstance(event, Field | File):
                    part = event
                    has_file = _begin(event, arrived, has_file=has_file)
                elif isinstance(event, Data) and isinstance(part, File):
                    arrived.take(event.data, file)
                elif isinstance(event, Data) and part is not None and part.name == "kind":
                    arrived.kind = (arrived.kind + event.data.decode("utf-8", "replace"))[:FIELD_BYTES]
    except DiskFull as error:
        raise no_space() from error
    except OSError as error:
        if error.errno in NO_SPACE:
            raise no_space() from error
        raise
    if arrived.kind not in KINDS:
        raise InvalidInput(
            "invalid_kind", "Falta dizer como o arquivo será enviado.", field="kind", allowed=list(KINDS)
        )
    if not has_file:
        raise InvalidInput("required", "Falta o arquivo.", field="file")


def _begin(part: Field | File, arrived: Arrived, *, has_file: bool) -> bool:
    """Notes what a part says of itself; whether a file has come by now."""
    if not isinstance(part, File):
        return has_file
    if has_file or part.name != "file":
        raise InvalidInput("one_file", "Envie um arquivo de cada vez.", field="file")
    arrived.filename = part.filename
    arrived.declared_type = part.headers.get("Content-Type")
    return True


def _events(request: Request, files: MediaFiles) -> Iterator[Event]:
    boundary = request.mimetype_params.get("boundary", "").encode("ascii", "replace")
    if request.mimetype != "multipart/form-data" or not boundary:
        raise BadRequest("not multipart/form-data")
    decoder = MultipartDecoder(boundary, max_form_memory_size=DECODER_BYTES, max_parts=16)
    taken, checked = 0, 0
    while True:
        piece = request.stream.read(PIECE_BYTES)
        taken += len(piece)
        if taken - checked >= SPACE_CHECK_BYTES:
            files.check_space(SPACE_CHECK_BYTES)
            checked = taken
        try:
            decoder.receive_data(piece or None)
            while not isinstance(event := decoder.next_event(), NeedData):
                yield event
                if isinstance(event, Epilogue):
                    return
        except ValueError as error:
            raise BadRequest("malformed multipart") from error
        if not piece:
            raise BadRequest("the body broke off")
