"""What of a tenant's brand may be set, and what is said of that which may not. Pure functions.

The tenant keeps the same rules once more (appliance/brand), and draws every picture anew: here it is refused
in time, with all problems at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from control_plane.models import LONGEST_PICTURE
from control_plane.services.names import INVISIBLE, name_problem, tidy_name, too_long
from foundation.names import is_seen, is_unsafe

TEXTS = ("name", "login_text", "colour")
PICTURES = ("logo", "favicon")
FIELDS = (*TEXTS, *PICTURES)
LONGEST_BRAND_NAME = 60
LONGEST_LOGIN_TEXT = 300

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_TYPES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
_HEAD_BYTES = 4096
_LAYOUT = dict.fromkeys(map(ord, "\n\t"))
"""What a text of several lines may have, and a name may not."""
_UNSEEN = "Write something, or bring it back to as it comes."


@dataclass(frozen=True)
class BrandChange:
    """What stands in none of the three stays as it is in the tenant."""

    texts: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    resets: frozenset[str] = frozenset()
    """Fields that go back to as the help desk comes."""

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.pictures or self.resets)


def tidy_change(change: BrandChange) -> BrandChange:
    """In the one spelling in which it is checked and stored."""
    return replace(change, texts={name: _tidy(name, text) for name, text in change.texts.items()})


def brand_problems(change: BrandChange) -> dict[str, str]:
    """Field → what to do, of a tidy change; none: go ahead."""
    checks: list[tuple[str, str | None]] = [
        *((name, _text_problem(name, text)) for name, text in change.texts.items()),
        *((name, _picture_problem(content)) for name, content in change.pictures.items()),
        *(
            (name, "Set it or bring it back to as it comes, not both.")
            for name in FIELDS
            if name in change.resets and (name in change.texts or name in change.pictures)
        ),
    ]
    return {name: problem for name, problem in checks if problem}


def content_type(content: bytes) -> str | None:
    """Of a picture that is taken, by its first bytes; None for anything else."""
    return next((name for pattern, name in _TYPES if pattern.match(content)), None)


def _tidy(name: str, text: str) -> str:
    if name == "name":
        return " ".join(tidy_name(text).split())
    return text.replace("\r\n", "\n").strip() if name == "login_text" else text.strip().lower()


def _text_problem(name: str, text: str) -> str | None:
    if name == "name":
        return name_problem(text, _UNSEEN, longest=LONGEST_BRAND_NAME)
    if name == "colour":
        return None if _COLOUR.fullmatch(text) else "Give the colour as # and six digits, such as #0f6b52."
    if not is_seen(text):
        return _UNSEEN
    if is_unsafe(text.translate(_LAYOUT)):
        return INVISIBLE
    return None if len(text) <= LONGEST_LOGIN_TEXT else too_long(LONGEST_LOGIN_TEXT)


def _picture_problem(content: bytes) -> str | None:
    if not content:
        return "The file is empty: choose another."
    if content_type(content) is None:
        if b"<svg" in content[:_HEAD_BYTES].lower():
            return "SVG is not taken, since it can hold programs: export the picture as PNG."
        return "Give the picture as PNG, JPEG or WebP."
    if len(content) > LONGEST_PICTURE:
        return f"Make the picture smaller: at most {LONGEST_PICTURE // 1000} KB."
    return None
