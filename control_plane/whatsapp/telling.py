"""A line of a check in words: what is so, and what to do about it. Data: words.json, by item and code."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from control_plane.operations.words import ENGLISH, LANGUAGES, Words, read_words, say
from control_plane.whatsapp.seen import Item

MENDABLE = frozenset(
    {
        ("subscription", "missing"),
        ("callback", "missing"),
        ("callback", "elsewhere"),
        ("registration", "disconnected"),
        ("registration", "pending"),
    }
)
"""What mending.py puts right by itself; a registration, with the number's PIN."""


@cache
def words() -> Mapping[str, Any]:
    """The file, read once."""
    return read_words(Path(__file__).parent / "words.json")


def in_every_language(item: Item) -> dict[str, dict[str, str]]:
    """title, reason and next, each by language: for whoever does not know yet who reads it."""
    told = {language: tell(item, language) for language in LANGUAGES}
    return {
        part: {language: said[part] for language, said in told.items()}
        for part in ("title", "reason", "next")
    }


def sentence(item: Item) -> str:
    """What is so and what to do, in English: the panel translates it as it shows it (`sentences`)."""
    said = tell(item)
    return f"{said['reason']} {said['next']}".strip()


def sentences() -> dict[str, Words]:
    """English as `sentence` says it → the same in every language, all with their places unfilled."""
    codes = [said for about in words().values() for said in about["codes"].values()]
    found = [
        {language: f"{said['reason'][language]} {said['next'][language]}" for language in LANGUAGES}
        for said in codes
        if "next" in said
    ]
    return {each[ENGLISH]: each for each in found}


def tell(item: Item, language: str = ENGLISH) -> dict[str, Any]:
    """As API, CLI and panel show it. Raises KeyError for a code nobody described."""
    about = words()[item.name]
    said: Mapping[str, Words] = about["codes"][item.code]
    return {
        "name": item.name,
        "title": say(about["title"], language),
        "state": item.state,
        "code": item.code,
        "reason": say(said["reason"], language, item.facts).strip(),
        "next": say(said["next"], language, item.facts) if "next" in said else "",
        "is_mendable": (item.name, item.code) in MENDABLE,
    }
