"""What a request to the model must look like; a problem reads like Laravel's validator."""

from typing import Any

Json = dict[str, Any]
_ROLES = ("system", "user", "assistant", "tool")


class InvalidRequest(Exception):
    """`errors`: sentences by field."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        self.first = next(iter(errors.values()))[0]
        super().__init__(self.first)


def check_request(body: object) -> Json:
    """The body of `POST /requests`; raises InvalidRequest."""
    checked: Json = body if isinstance(body, dict) else {}
    errors: dict[str, list[str]] = {}
    if not checked.get("prompt") and not checked.get("messages"):
        errors["prompt"] = ["The prompt field is required when messages is not present."]
    for field, limit in (("prompt", 10_000), ("session_id", 255)):
        value = checked.get(field)
        if value is None:
            continue
        if not isinstance(value, str):
            errors[field] = [f"The {field} must be a string."]
        elif len(value) > limit:
            errors[field] = [f"The {field} may not be greater than {limit} characters."]
    for field in ("parameters", "metadata"):
        if not isinstance(checked.get(field) or {}, dict):
            errors[field] = [f"The {field} must be an array."]
    if not _are_messages(checked.get("messages") or []):
        errors["messages"] = ["The messages must be an array of roles and contents."]
    if errors:
        raise InvalidRequest(errors)
    return checked


def _are_messages(messages: object) -> bool:
    return isinstance(messages, list) and all(
        isinstance(message, dict) and message.get("role") in _ROLES for message in messages
    )
