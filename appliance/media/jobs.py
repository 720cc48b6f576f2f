"""The job that fetches one file."""

from functools import cache

from appliance.media.downloading import download
from appliance.media.fetching import Fetcher
from appliance.worker.jobs import context, job


@job
def download_media(media_id: int) -> None:
    """One file's next attempt."""
    download(context(), _fetcher(), media_id)


@cache
def _fetcher() -> Fetcher:
    """One HTTP session per process: connections to Meta are kept."""
    return Fetcher(context().settings.whatsapp)
