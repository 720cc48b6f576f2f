"""Which cleaner knows which type."""

from collections.abc import Callable

from appliance.media.cleaning.gif import clean_gif
from appliance.media.cleaning.jpeg import clean_jpeg
from appliance.media.cleaning.picture import Picture
from appliance.media.cleaning.png import clean_png
from appliance.media.cleaning.webp import clean_webp

CLEANERS: dict[str, Callable[[bytes], Picture]] = {
    "image/jpeg": clean_jpeg,
    "image/png": clean_png,
    "image/webp": clean_webp,
    "image/gif": clean_gif,
}
