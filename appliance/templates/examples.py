"""The example file of a header: uploaded here like any other file, then handed to Meta for its reviewers.

Meta: Graph API, resumable upload; templates/components, media headers.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from appliance.context import Context
from appliance.errors import Conflict, InvalidInput
from appliance.media.files import MediaFiles
from appliance.media.models import Media
from appliance.templates.graph import TemplateGraph

TYPES = {
    "IMAGE": frozenset({"image/jpeg", "image/png"}),
    "VIDEO": frozenset({"video/mp4"}),
    "DOCUMENT": frozenset({"application/pdf"}),
}
"""What Meta takes as an example; of documents it reviews PDFs only."""
_WORDS = {
    "IMAGE": "uma imagem JPEG ou PNG",
    "VIDEO": "um vídeo MP4",
    "DOCUMENT": "um documento PDF",
}


@dataclass(frozen=True)
class Example:
    """A file to upload."""

    path: Path
    content_type: str


def find_example(
    session: Session, context: Context, components: list[dict[str, Any]], user_id: int
) -> Example | None:
    """The header's file, if it names one. Raises InvalidInput or Conflict, in words."""
    header = next((part for part in components if "media_id" in part), None)
    if header is None:
        return None
    media = session.get(Media, header["media_id"])
    if media is None or media.uploaded_by_id != user_id:
        raise InvalidInput(
            "media_not_found", "O arquivo de exemplo não existe. Envie-o de novo.", field="header"
        )
    if media.state == "preparing":
        raise Conflict("media_preparing", "O arquivo ainda está sendo preparado. Tente em instantes.")
    path = MediaFiles(context.settings.media_dir).find(media.path) if media.state == "stored" else None
    if path is None:
        raise InvalidInput(
            "media_not_found", "O arquivo de exemplo se perdeu. Envie-o de novo.", field="header"
        )
    if media.content_type not in TYPES[header["format"]]:
        words = f"O exemplo deste cabeçalho tem de ser {_WORDS[header['format']]}."
        raise InvalidInput("unsupported_type", words, field="header")
    return Example(path, media.content_type)


def with_handle(
    graph: TemplateGraph, components: list[dict[str, Any]], example: Example | None
) -> list[dict[str, Any]]:
    """The components as Meta takes them. Raises what the upload raises; nothing was created then."""
    if example is None:
        return components
    handle = graph.upload_example(example.path, example.content_type)
    return [
        {"type": "HEADER", "format": part["format"], "example": {"header_handle": [handle]}}
        if "media_id" in part
        else part
        for part in components
    ]
