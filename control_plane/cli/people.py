"""People as an option gives them: "Name <mail>"."""

import re

from control_plane.cli.outcome import BadInput

_PERSON = re.compile(r"\s*([^<>]+?)\s*<\s*([^<>\s]+)\s*>\s*")


def parse_person(text: str) -> dict[str, str]:
    """{"name", "email"} of "Ana Silva <ana@acme.com.br>". Raises BadInput."""
    match = _PERSON.fullmatch(text)
    if match is None:
        raise BadInput(f'Write people as "Name <mail>", not “{text}”.')
    return {"name": match[1], "email": match[2]}
