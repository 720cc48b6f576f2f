"""`python -m control_plane reseal`: everything the platform keeps goes over to the newest platform key."""

import json
import os
import sys
from collections.abc import Sequence

from control_plane.actor import CONSOLE
from control_plane.database import make_engine, make_sessions, transaction
from control_plane.migrations.commands import migrate
from control_plane.platform_keys import PlatformKeys
from control_plane.services.audit import chain_entries, record
from control_plane.services.platform_root import reseal_all, with_root_key
from control_plane.settings import read_settings


def main(_arguments: Sequence[str]) -> int:
    """Prints what was done as JSON; once it has ended, older keys may go (docs/reference/credentials.md)."""
    settings = read_settings(os.environ)
    engine = make_engine(settings.database_url)
    keys = PlatformKeys(settings.platform_key)
    migrate(engine, settings.lasting_key)
    sessions = make_sessions(engine)
    settings = with_root_key(settings, sessions)
    chain_entries(sessions, settings.lasting_key)
    done = reseal_all(settings, sessions, _tell)
    if any(done[name] for name in ("credentials", "factors", "endpoints")):
        with transaction(sessions) as session:
            record(session, CONSOLE, "platform_key_rotated", **done)
    json.dump(done | {"may_go": keys.ids[1:]}, sys.stdout)
    sys.stdout.write("\n")
    return 0


def _tell(done: int, total: int) -> None:
    sys.stderr.write(f"{done} of {total} credentials\n")
