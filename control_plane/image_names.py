"""What people call the version that an image reference names."""

import re
from collections.abc import Collection

from control_plane.errors import InvalidInput

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGEST_SHOWN = 12
_MOST_NAMED = 5


def image_name(reference: str) -> str:
    """What tells one version from another: the tag, or the name without a tag; of a digest, as much of it as
    Docker shows."""
    version = _version(reference)
    return version[:_DIGEST_SHOWN] if _DIGEST.fullmatch(version) else version


def named_version(given: str, known: Collection[str]) -> str:
    """The one of the `known` references that somebody means: whole, by its version, or by a beginning of
    either that no other has. As given, where it is none. Raises InvalidInput when it may be several.
    """
    if given in known:
        return given
    found = [each for each in known if _version(each) == given] or [
        each for each in known if each.startswith(given) or _version(each).startswith(given)
    ]
    if len(found) > 1:
        names = ", ".join(sorted(found)[:_MOST_NAMED])
        problem = f"“{given}” may be several versions: {names}. Write more of it."
        raise InvalidInput("ambiguous_version", problem, fields={"version": problem})
    return found[0] if found else given


def _version(reference: str) -> str:
    name = reference.rpartition("/")[2]
    return name.partition(":")[2] or name
