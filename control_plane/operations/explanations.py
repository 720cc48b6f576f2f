"""Why operations fail, in words: data, for whoever wants more than a code and a sentence.

`causes/*.json` has an entry for every code that an operation can end with; `meanings.json` says what it
means for the tenant, which depends on how far the operation had come, and whether resuming helps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from control_plane.operations.words import Words, read_words

NOW, AFTER, NO, SUPERSEDED, NOT_NOW, BY_ITSELF = ADVICE = (
    "now", "after", "no", "superseded", "not_now", "by_itself",
)  # fmt: skip
"""About resuming. Where it is possible it is safe, since every step looks first; the question is whether it
helps."""
SERVING = ("yes", "maybe", "no")
DATA = ("safe", "lost")
UNKNOWN = "unknown"
"""The entry for a code that only a newer image knows."""


@dataclass(frozen=True)
class Cause:
    resume: str
    cause: Words
    check: Words
    next: Words
    means: str | None = None
    """The meaning that it has wherever it happens."""
    resume_of: Mapping[str, str] = field(default_factory=dict)
    """Kinds for which it is other advice."""
    undo: Words | None = None
    """What is said beside `next` where the operation can be taken back."""


@dataclass(frozen=True)
class Meaning:
    serving: str
    data: str
    words: Words


@dataclass(frozen=True)
class Texts:
    causes: Mapping[str, Cause]
    means: Mapping[str, Meaning]
    """By kind, by `<kind>.<step>`, and for what fits no kind: undo, not_begun, what a cause names."""
    resume: Mapping[str, Words]
    ways_round: Mapping[str, Words]
    """By `<kind>.<step>`: what else can be done where the step cannot be made to succeed."""


@cache
def texts() -> Texts:
    """The files, read once."""
    folder = Path(__file__).parent
    entries = [entry for path in sorted(folder.glob("causes/*.json")) for entry in read_words(path).items()]
    document = read_words(folder / "meanings.json")
    return Texts(
        {code: Cause(**entry) for code, entry in entries},
        {name: Meaning(**entry) for name, entry in document["means"].items()},
        document["resume"],
        document["ways_round"],
    )


def cause_of(code: str) -> Cause:
    """What there is to say of it, known or not."""
    return texts().causes.get(code) or texts().causes[UNKNOWN]


def meaning_of(kind: str, step: str | None) -> Meaning:
    """For a tenant whose operation stopped at this step. Raises KeyError for a kind nobody described."""
    means = texts().means
    return means.get(f"{kind}.{step}") or means[kind]
