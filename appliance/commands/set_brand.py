"""`set-brand`: name, pictures, colour as the platform's operator wants them, from the secret BRAND_FILE.

BRAND_FAVICON_FILE, where given, adds to it: two pictures are more than one secret of the engine's holds.
"""

import os
from pathlib import Path
from typing import Any

from appliance.brand.from_platform import set_from_platform
from appliance.commands.reporting import report
from appliance.commands.startup import database
from appliance.database import make_sessions
from foundation.settings_reader import SettingsReader


def main() -> int:
    """Reports which fields it changed; run again, none."""
    return report(_set)


def _set() -> dict[str, Any]:
    reader = SettingsReader(os.environ)
    names = ["BRAND", *(["BRAND_FAVICON"] if "BRAND_FAVICON_FILE" in os.environ else [])]
    documents = [reader.secret(name) for name in names]
    media_dir = Path(reader.text("MEDIA_DIR", "/media"))
    with database(reader) as engine:
        return {"changed": set_from_platform(make_sessions(engine), media_dir, documents)}
