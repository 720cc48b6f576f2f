"""Meta says in its answer which number it used: that one is written to from then on."""

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.outbox import queue_text
from appliance.conversations.ownership import take_over
from appliance.whatsapp.graph import GraphClient
from tests.integration.appliance.sending_once import send_conversation

pytestmark = pytest.mark.integration

Says = Callable[..., int]
ContactOf = Callable[[int], Contact]
Aliases = Callable[[], dict[int, set[str]]]
Send = Callable[[str, str], None]

ANA, ANA_OLD_FORM = "5531987650001", "553187650001"
MEXICO, MEXICO_OLD_FORM = "525512345678", "5215512345678"


@pytest.fixture
def send(context: Context, meta: HTTPServer, graph: GraphClient, ana: User) -> Send:
    """Writes in the first conversation; Meta takes the message for `asked` and says that it is `given`."""

    def run(asked: str, given: str) -> None:
        with context.sessions.begin() as session:
            conversation = session.scalars(select(Conversation).order_by(Conversation.id).limit(1)).one()
            take_over(session, conversation, ana)
            queue_text(session, conversation, "attendant", "Olá", user=ana)
        answer = {"contacts": [{"input": f"+{asked}", "wa_id": given}], "messages": [{"id": "wamid.O"}]}
        meta.expect_request("/graph/v25.0/200300400500600/messages").respond_with_json(answer)
        send_conversation(context, graph, conversation.id)

    return run


def test_the_number_meta_used_is_learned(
    says: Says, send: Send, contact_of: ContactOf, aliases: Aliases
) -> None:
    contact_id = says(ANA)
    send(ANA, ANA_OLD_FORM)
    assert (contact_of(contact_id).wa_id, contact_of(contact_id).phone) == (ANA_OLD_FORM, f"+{ANA}")
    assert aliases()[contact_id] == {f"wa_id:{ANA}", f"wa_id:{ANA_OLD_FORM}", f"mobile_br:{ANA_OLD_FORM}"}


def test_two_contacts_of_one_number_become_one(
    says: Says, send: Send, contact_of: ContactOf, aliases: Aliases
) -> None:
    """Nothing in a Mexican number tells that it is the same: Meta does."""
    written_to, other = says(MEXICO), says(MEXICO_OLD_FORM, "MX.1")
    send(MEXICO, MEXICO_OLD_FORM)
    assert contact_of(other).merged_into_id == written_to
    kept = contact_of(written_to)
    assert (kept.wa_id, kept.bsuid) == (MEXICO_OLD_FORM, "MX.1")
    assert set(aliases()) == {written_to}


def test_an_answer_without_a_number_teaches_nothing(
    says: Says, send: Send, contact_of: ContactOf, aliases: Aliases
) -> None:
    contact_id = says(ANA)
    before = aliases()
    send(ANA, "not a number")
    assert contact_of(contact_id).wa_id == ANA
    assert aliases() == before
