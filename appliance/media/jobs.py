"""The jobs of files: one fetched from Meta, one prepared, one given to Meta or taken from it."""

from functools import cache

from appliance.media import expiry, preparing, uploading
from appliance.media.downloading import download
from appliance.media.fetching import Fetcher
from appliance.whatsapp.graph import GraphClient
from appliance.worker.jobs import context, job
from foundation.http import http_session


@job
def download_media(media_id: int) -> None:
    """One file's next attempt."""
    download(context(), _fetcher(), media_id)


@job
def prepare_media(media_id: int) -> None:
    """One upload, made into what WhatsApp takes."""
    preparing.prepare(context(), media_id)


@job
def upload_media(media_id: int) -> None:
    """One large file, ahead of its message."""
    uploading.upload_ahead(context(), _graph(), media_id)


@job
def forget_upload(upload_id: int) -> None:
    """One file that Meta holds and nobody needs."""
    expiry.forget_at_meta(context(), _graph(), upload_id)


@cache
def _fetcher() -> Fetcher:
    """One HTTP session per process: connections to Meta are kept."""
    return Fetcher(context().settings.whatsapp)


@cache
def _graph() -> GraphClient:
    return GraphClient(http_session(), context().settings.whatsapp)
