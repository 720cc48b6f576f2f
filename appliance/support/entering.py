"""An operator of the platform comes in by a ticket (foundation.support_tickets)."""

from functools import partial

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appliance.accounts import sign_ins
from appliance.accounts.models import SUPPORT_PREFIX, User
from appliance.accounts.people import acting
from appliance.accounts.permissions import SUPPORT
from appliance.accounts.sign_ins import Tokens
from appliance.accounts.visitor import Visitor
from appliance.audit.recording import Origin, asked_by, note
from appliance.context import Context
from appliance.database import run_transaction
from appliance.errors import Gone, NotAuthenticated
from appliance.realtime.events import SUPPORT_UPDATED, publish_pending, record_for_all
from appliance.support.models import SupportAccess
from foundation.support_tickets import BadTicket, LateTicket, SupportTicket, read_ticket

_NAME, _EMAIL = 120, 254

log = structlog.get_logger()


def enter(context: Context, text: str, visitor: Visitor) -> Tokens:
    """Begins the access and signs its operator in, until it ends. Everybody who is connected hears of it.

    Raises NotAuthenticated `bad_support_ticket`, Gone `support_ticket_late`, `support_ticket_used`.
    """
    settings = context.settings
    try:
        ticket = read_ticket(settings.session_key, settings.tenant.id, text)
    except LateTicket as error:
        late = "Este link de suporte vale por um minuto, e já passou. Peça outro no painel da plataforma."
        raise Gone("support_ticket_late", late) from error
    except BadTicket as error:
        bad = "Este link de suporte não abre este atendimento. Peça outro no painel da plataforma."
        raise NotAuthenticated("bad_support_ticket", bad) from error
    tokens = run_transaction(
        context.sessions, partial(_begin, session_key=settings.session_key, ticket=ticket, visitor=visitor)
    )
    publish_pending(context)
    log.info("support_access_began", access_id=ticket.access_id)
    return tokens


def _begin(session: Session, session_key: str, ticket: SupportTicket, visitor: Visitor) -> Tokens:
    """Run again when another ticket's beginning was faster (run_transaction)."""
    if session.scalar(select(exists().where(SupportAccess.access_id == ticket.access_id))):
        used = "Este link de suporte já foi usado. Peça outro no painel da plataforma."
        raise Gone("support_ticket_used", used)
    user = acting(session, _person(session, ticket.operator).id)
    row = SupportAccess(
        access_id=ticket.access_id,
        user_id=user.id,
        operator=ticket.operator,
        reason=ticket.reason,
        until=ticket.until,
    )
    session.add(row)
    session.flush()
    asked_by(Origin(user.id, user.name, visitor.address, visitor.agent))
    after = {"reason": row.reason, "until": ticket.until.isoformat()}
    note(session, "support_access.began", ("support_access", row.id), after=after)
    record_for_all(session, SUPPORT_UPDATED, row.id)
    return sign_ins.add(session, session_key, user, visitor, until=ticket.until, support_access_id=row.id)


def _person(session: Session, operator: str) -> User:
    """The same at each access, so that the audit finds all that an operator ever did here."""
    email = f"{SUPPORT_PREFIX}{operator.lower()}"[:_EMAIL]
    user = session.scalar(select(User).where(User.email == email))
    if user is None:
        user = User(name=operator[:_NAME], email=email, role=SUPPORT)
        session.add(user)
        session.flush()
    return user
