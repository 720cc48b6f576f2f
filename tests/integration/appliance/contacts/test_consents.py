"""What customers agree to and withdraw, and WhatsApp's own stop as part of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.composing.templates import require_sendable
from appliance.contacts.consent_rows import heard_from_whatsapp
from appliance.contacts.models import Consent, Contact
from appliance.contacts.purposes import builtin_purposes
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction, utc_now
from appliance.errors import InvalidInput
from appliance.templates.models import Template

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
Says = Callable[..., int]
ANA, BIA = "5531987650001", "5521976540002"


@pytest.fixture(autouse=True)
def purposes(context: Context) -> dict[str, int]:
    with transaction(context.sessions) as session:
        rows = builtin_purposes()
        session.add_all(rows)
        session.flush()
        return {str(row.key): row.id for row in rows}


@pytest.fixture
def say(call: Call, ana: User, purposes: dict[str, int]) -> Callable[..., tuple[int, Any]]:
    """Somebody records what a customer said."""

    def record(contact_id: int, state: str, purpose: str = "marketing", **more: Any) -> tuple[int, Any]:
        body = {"purpose_id": purposes[purpose], "state": state, "way": "phone"} | more
        return call(ana, "POST", f"/contacts/{contact_id}/consents", body)

    return record


def states(shown: dict[str, Any]) -> dict[str, str | None]:
    return {one["key"] or one["name"]: one["state"] for one in shown["purposes"]}


def stop(context: Context, contact_id: int, *, stopped: bool = True) -> None:
    with transaction(context.sessions) as session:
        heard_from_whatsapp(session, session.get_one(Contact, contact_id), stopped=stopped, said_at=utc_now())


def stopped_at(context: Context, contact_id: int) -> Any:
    with context.sessions() as session:
        return session.get_one(Contact, contact_id).marketing_stopped_at


def test_nothing_is_held_of_somebody_who_was_never_asked(call: Call, ana: User, says: Says) -> None:
    shown = call(ana, "GET", f"/contacts/{says(ANA)}/consents")[1]
    assert states(shown) == {"service": None, "marketing": None}
    assert shown["history"] == []


def test_given_and_withdrawn_as_easily_and_nothing_is_forgotten(
    call: Call, clara: User, ana: User, says: Says, say: Call, purposes: dict[str, int]
) -> None:
    contact = says(ANA)
    text = "Autorizo mensagens de promoção."
    call(clara, "PATCH", f"/consent-purposes/{purposes['marketing']}", {"text": text})
    status, shown = say(contact, "given", note="Ligou hoje")
    assert (status, states(shown)["marketing"]) == (201, "given")
    call(clara, "PATCH", f"/consent-purposes/{purposes['marketing']}", {"text": "Outro texto"})
    shown = say(contact, "withdrawn")[1]
    assert states(shown) == {"service": None, "marketing": "withdrawn"}
    last, first = shown["history"]
    assert (last["state"], first["state"], first["text"], first["note"]) == (
        "withdrawn",
        "given",
        text,
        "Ligou hoje",
    )
    assert first["user"] == {"id": ana.id, "name": "Ana"}
    entry = call(clara, "GET", "/audit")[1]["data"][0]
    assert (entry["action"], entry["before"]["state"], entry["after"]["state"]) == (
        "consent.withdrawn",
        "given",
        "withdrawn",
    )


def test_withdrawn_marketing_templates_are_not_sent_and_given_again_they_are(
    context: Context, says: Says, say: Call
) -> None:
    contact_id = says(ANA)
    with transaction(context.sessions) as session:
        template = Template(
            whatsapp_template_id="1",
            name="promo",
            language="pt_BR",
            status="APPROVED",
            category="MARKETING",
            parameter_format="POSITIONAL",
            components=[{"type": "BODY", "text": "Oi"}],
        )
        session.add(template)
        session.flush()
        template_id = template.id

    def require() -> None:
        with context.sessions() as session:
            require_sendable(session, session.get_one(Contact, contact_id), template_id)

    say(contact_id, "withdrawn")
    with pytest.raises(InvalidInput) as refused:
        require()
    assert refused.value.code == "marketing_stopped"
    say(contact_id, "given")
    require()


def test_a_stop_on_whatsapp_is_shown_and_only_the_customer_takes_it_back(
    context: Context, call: Call, ana: User, says: Says, say: Call
) -> None:
    contact = says(ANA)
    say(contact, "given")
    stop(context, contact)
    stop(context, contact)
    shown = call(ana, "GET", f"/contacts/{contact}/consents")[1]
    assert states(shown)["marketing"] == "withdrawn"
    assert [(row["way"], row["user"]) for row in shown["history"]][:1] == [("whatsapp", None)]
    assert len(shown["history"]) == 2
    status, refused = say(contact, "given")
    assert (status, refused["error"]["code"]) == (409, "stopped_on_whatsapp")
    stop(context, contact, stopped=False)
    assert stopped_at(context, contact) is None
    assert say(contact, "given")[0] == 201


def test_a_stop_of_a_program_of_the_version_before_counts_as_whatsapps(
    context: Context, call: Call, ana: User, says: Says, say: Call
) -> None:
    contact = says(ANA)
    with transaction(context.sessions) as session:
        session.get_one(Contact, contact).marketing_stopped_at = utc_now()
    assert states(call(ana, "GET", f"/contacts/{contact}/consents")[1])["marketing"] == "withdrawn"
    assert say(contact, "given")[1]["error"]["code"] == "stopped_on_whatsapp"


def test_it_was_said_in_a_message_of_theirs(context: Context, says: Says, say: Call) -> None:
    contact, other = says(ANA), says(BIA)
    with context.sessions() as session:
        mine, theirs = session.scalars(select(Message).order_by(Message.id))
    shown = say(contact, "given", way="message", message_id=mine.id)[1]
    [row] = shown["history"]
    assert (row["message_id"], row["said_at"][:19]) == (mine.id, mine.sent_at.isoformat()[:19])
    assert say(contact, "given", way="message")[1]["error"]["code"] == "message_needed"
    wrong = say(contact, "given", way="message", message_id=theirs.id)
    assert (wrong[0], wrong[1]["error"]["code"]) == (422, "not_their_message")
    assert other != contact


def test_purposes_are_the_clients_but_for_two(call: Call, clara: User, ana: User, says: Says) -> None:
    assert call(ana, "POST", "/consent-purposes", {"name": "Pesquisas"})[0] == 403
    status, made = call(clara, "POST", "/consent-purposes", {"name": "Pesquisas", "text": "Posso perguntar?"})
    assert status == 201
    taken = call(clara, "POST", "/consent-purposes", {"name": "PESQUISAS"})
    assert taken[1]["error"]["code"] == "purpose_exists"
    fixed = call(clara, "GET", "/consent-purposes")[1]["data"][0]
    refused = call(clara, "PATCH", f"/consent-purposes/{fixed['id']}", {"is_archived": True})
    assert refused[1]["error"]["code"] == "fixed_purpose"
    contact = says(ANA)
    body = {"purpose_id": made["id"], "way": "form", "state": "given"}
    assert call(ana, "POST", f"/contacts/{contact}/consents", body)[0] == 201
    call(clara, "PATCH", f"/consent-purposes/{made['id']}", {"is_archived": True})
    again = call(ana, "POST", f"/contacts/{contact}/consents", body)
    assert again[1]["error"]["code"] == "purpose_archived"
    withdrawn = call(ana, "POST", f"/contacts/{contact}/consents", body | {"state": "withdrawn"})
    assert states(withdrawn[1])["Pesquisas"] == "withdrawn"


def test_merged_a_withdrawal_of_either_holds_until_they_agree_anew(
    context: Context, call: Call, clara: User, ana: User, says: Says, say: Call
) -> None:
    kept, other = says(ANA), says(BIA)
    say(other, "withdrawn")
    say(other, "given", "service")
    say(kept, "given")
    call(clara, "POST", f"/contacts/{kept}/merge", {"other_id": other})
    shown = call(ana, "GET", f"/contacts/{kept}/consents")[1]
    assert states(shown) == {"service": "given", "marketing": "withdrawn"}
    assert len(shown["history"]) == 3
    assert states(say(kept, "given")[1])["marketing"] == "given"
    assert stopped_at(context, kept) is None


def test_parted_each_has_its_own_and_what_was_withdrawn_meanwhile_holds_for_both(
    context: Context, call: Call, clara: User, ana: User, says: Says, say: Call
) -> None:
    kept, other = says(ANA), says(BIA)
    say(other, "given", "service")
    merge = call(clara, "POST", f"/contacts/{kept}/merge", {"other_id": other})[1]["merge"]
    say(kept, "withdrawn")
    call(clara, "POST", f"/contacts/merges/{merge['id']}/undo")
    mine = call(ana, "GET", f"/contacts/{kept}/consents")[1]
    theirs = call(ana, "GET", f"/contacts/{other}/consents")[1]
    assert states(mine) == {"service": None, "marketing": "withdrawn"}
    assert states(theirs) == {"service": "given", "marketing": "withdrawn"}
    assert stopped_at(context, other) is not None


def test_nothing_recorded_is_ever_changed(context: Context, says: Says, say: Call) -> None:
    contact = says(ANA)
    for state in ("given", "withdrawn", "given"):
        say(contact, state)
    with context.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 3
        moments = list(session.scalars(select(Consent.created_at).order_by(Consent.id)))
    assert moments == sorted(moments)
    assert utc_now() - moments[0] < timedelta(minutes=5)
