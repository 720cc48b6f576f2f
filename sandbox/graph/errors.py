"""Graph's error envelope, and the errors the simulator gives."""

import secrets
from typing import Any

from flask import Response, jsonify


class GraphError(Exception):
    """An answer of Graph that is an error. Titles are Meta's; callers branch on the code only."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int = 400,
        kind: str = "OAuthException",
        subcode: int | None = None,
        details: str | None = None,
        is_transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "type": kind, "code": code}
        if subcode is not None:
            self.body["error_subcode"] = subcode
        if details is not None:
            self.body["error_data"] = {"messaging_product": "whatsapp", "details": details}
        if is_transient:
            self.body["is_transient"] = True

    def response(self) -> Response:
        trace = secrets.token_urlsafe(8)
        answer = jsonify({"error": self.body | {"fbtrace_id": trace}})
        answer.status_code = self.status
        answer.headers["x-fb-trace-id"] = trace
        return answer


def invalid_token(subcode: int | None = None) -> GraphError:
    reason = "Session has expired" if subcode else "Cannot parse access token"
    message = (
        f"Error validating access token: {reason}" if subcode else f"Invalid OAuth access token - {reason}"
    )
    return GraphError(190, message, status=401, subcode=subcode)


def unknown_object(node: str, verb: str) -> GraphError:
    """The same answer for a wrong id and for a node this token may not touch."""
    message = (
        f"Unsupported {verb} request. Object with ID '{node}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation"
    )
    return GraphError(100, message, kind="GraphMethodException", subcode=33)


def missing(parameter: str) -> GraphError:
    return GraphError(
        131008, "(#131008) Required parameter is missing", details=f"Parameter '{parameter}' is mandatory"
    )


def invalid_value(details: str) -> GraphError:
    return GraphError(131009, "(#131009) Parameter value is not valid", details=details)


def invalid_parameter(details: str) -> GraphError:
    return GraphError(100, "(#100) Invalid parameter", details=details)


LATER_ERRORS = {
    130472: ("User's number is part of an experiment", "Failed to send message: user in an experiment."),
    131048: ("Spam rate limit hit", "Message failed to send because there are restrictions on this number."),
    132015: ("Template is Paused", "The template was paused while the message was held."),
    131026: ("Message undeliverable", "Message Undeliverable."),
    131042: ("Business eligibility payment issue", "Message failed to send because of a payment issue."),
    131047: (
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied "
        "to this number.",
    ),
    131049: (
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: (
        "Unable to deliver the message.",
        "This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.",
    ),
    131053: ("Media upload error", "Media upload error: the media could not be fetched from its link."),
}
"""Codes that come in a `failed` status after the call was answered with 200: (title, details)."""


def status_error(code: int) -> dict[str, Any]:
    """One of `statuses[].errors`; like Meta's, its title and message are the same."""
    title, details = LATER_ERRORS[code]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
