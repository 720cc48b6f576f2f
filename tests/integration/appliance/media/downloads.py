"""What the tests of downloads share."""

from collections.abc import Callable

from appliance.media.models import Media

Announce = Callable[..., Media]
Fetch = Callable[[Media], Media]


def code_of(media: Media) -> str:
    assert media.error is not None
    assert media.error["message"].endswith(".")
    return str(media.error["code"])
