"""The ticket by which an operator of the platform enters one help desk: good once, and for a minute.

The control plane signs it with a key made of the tenant's session key (HKDF, a purpose of its own); the help
desk, which has the same session key, reads it. So it opens no other tenant's, and needs no way between the
two programs but the operator's browser, which carries it in a URL's fragment: that part is sent to no server.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from foundation.rotating import accepted
from foundation.sealing import derived_key

SECONDS = 60
"""From its signing to its use."""
MINUTES = (15, 60, 240)
"""How long the access lasts that a ticket begins."""
SHORTEST_REASON, LONGEST_REASON = 10, 300
PAGE = "suporte"
"""Of the help desk: it takes the ticket out of its address."""
_PURPOSE = b"guiche support ticket 1"


class BadTicket(Exception):
    """Altered, unreadable, or signed for another tenant."""


class LateTicket(Exception):
    """Older than a minute, or of an access that is over."""


@dataclass(frozen=True)
class SupportTicket:
    access_id: str
    """The access as the control plane knows it: none begins twice."""
    tenant_id: str
    operator: str
    """Their e-mail."""
    reason: str
    until: datetime
    """When the access ends; to the second."""


def sign_ticket(session_key: str, ticket: SupportTicket) -> str:
    """Text that is safe in a URL. `session_key`: the tenant's (`foundation.rotating`)."""
    until = int(ticket.until.timestamp())
    return _serializer(session_key).dumps(
        [ticket.access_id, ticket.tenant_id, ticket.operator, ticket.reason, until]
    )


def read_ticket(session_key: str, tenant_id: str, text: str) -> SupportTicket:
    """Whether it was used before only the help desk's tables know. Raises BadTicket, LateTicket."""
    try:
        access_id, whose, operator, reason, until = _serializer(session_key).loads(text, max_age=SECONDS)
    except SignatureExpired as error:
        raise LateTicket from error
    except (BadData, ValueError, TypeError) as error:
        raise BadTicket from error
    if whose != tenant_id:
        raise BadTicket
    ticket = SupportTicket(access_id, whose, operator, reason, datetime.fromtimestamp(until, UTC))
    if ticket.until <= datetime.now(UTC):
        raise LateTicket
    return ticket


def _serializer(session_key: str) -> URLSafeTimedSerializer:
    keys = [derived_key(key.encode(), _PURPOSE) for key in accepted(session_key)]
    return URLSafeTimedSerializer(
        keys[::-1],  # it signs with the last of its keys
        salt="support-ticket",
        signer_kwargs={"digest_method": hashlib.sha256},
    )
