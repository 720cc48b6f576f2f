"""What is said of a name that will not do; the rule itself is foundation's."""

from foundation.names import is_seen, is_unsafe, tidy_name

__all__ = ["INVISIBLE", "LONGEST_NAME", "LONGEST_NUMBER", "name_problem", "tidy_name", "too_long"]

LONGEST_NAME = 120
LONGEST_NUMBER = 40
INVISIBLE = "This has invisible characters (line break, change of direction): delete it and type it again."


def name_problem(name: str, missing: str, *, longest: int = LONGEST_NAME) -> str | None:
    """Why a tidy `name` will not do, or None; `missing` is what is said of an empty or an unseen one."""
    if is_unsafe(name):
        return INVISIBLE
    if not is_seen(name):
        return missing
    return None if len(name) <= longest else too_long(longest)


def too_long(longest: int) -> str:
    """What is said of a text of more characters."""
    return f"Make it shorter: at most {longest} characters."
