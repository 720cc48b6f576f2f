"""The daily look, in the background."""

from appliance.channel.checking import check
from appliance.errors import Conflict
from appliance.worker.jobs import context, job


@job
def check_channel() -> None:
    """Unless somebody is looking already."""
    try:
        check(context(), None)
    except Conflict:
        return
