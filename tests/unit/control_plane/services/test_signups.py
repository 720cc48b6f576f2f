"""A link is good once; what came of it waits sealed until it is used, and is gone soon after."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotFound
from control_plane.models import AuditEntry, Tenant
from control_plane.services.credentials import PIN, Vault
from control_plane.services.signups import CLIENT_LINK, OWN_LINK, reseal_signups
from control_plane.services.tenant_change import TenantChange
from control_plane.services.trials import trier
from control_plane.signup_models import WhatsappSignup

APP, SECRET = "100000000000001", "secret-of-the-platform-s-app"


@pytest.fixture
def settings(settings, at_meta, meta):
    return replace(
        at_meta(settings),
        meta_app_id=APP,
        meta_app_secret=SECRET,
        signup_configuration="42",
        meta_dialog_url=meta.dialog_url,
    )


@pytest.fixture
def try_out(settings):
    return trier(settings)


@pytest.fixture
def link(services, actor):
    """Makes a link; its id and its name."""

    def make(slug="", **more):
        made = services.signups.create(slug, actor, **more)
        return made["id"], made["url"].rpartition("/")[2]

    return make


@pytest.fixture
def follow(services, meta):
    """As the client's person does, until Meta leads back."""

    def go(name, *phones):
        back = meta.sign_up(services.signups.invitation(name)["dialog_url"], *phones)
        query = {key: values[0] for key, values in parse_qs(urlsplit(back).query).items()}
        assert query["state"] == name
        return services.signups.complete(name, query["code"], "192.0.2.9")

    return go


@pytest.fixture
def row(sessions):
    def read(id_):
        with transaction(sessions) as session:
            return session.get_one(WhatsappSignup, id_)

    return read


@pytest.fixture
def late(sessions):
    """Moves a connection's ends into the past."""

    def move(id_):
        with transaction(sessions) as session:
            found = session.get_one(WhatsappSignup, id_)
            found.keep_until = utc_now() - timedelta(seconds=1)

    return move


def test_the_dialog_is_asked_for_a_code_with_our_state_and_no_secret(services, link):
    _, name = link()
    invited = services.signups.invitation(name)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(invited["dialog_url"]).query).items()}
    assert asked == {
        "client_id": APP,
        "redirect_uri": "http://panel.localhost:8080/connect",
        "state": name,
        "config_id": "42",
        "response_type": "code",
        "override_default_response_type": "true",
    }
    assert SECRET not in str(invited)


def test_what_was_granted_waits_sealed(services, sessions, link, follow, row):
    id_, name = link()
    done = follow(name, "+55 11 4004-2030")
    assert (done["id"], done["for_client"]) == (id_, False)
    shown = services.signups.show(id_)
    assert (shown["state"], shown["url"]) == ("connected", None)
    (number,) = shown["numbers"]
    assert number["verified_name"] == "Padaria da Vila"
    granted = services.signups.granted(id_)
    assert granted.phone_number_id == number["phone_number_id"]
    assert (granted.token[:4], granted.app_secret) == ("EAAG", SECRET)
    assert granted.token.encode() not in row(id_).sealed
    assert granted.token not in repr(granted)
    with transaction(sessions) as session:
        assert granted.token not in str([entry.details for entry in session.query(AuditEntry)])


def test_a_link_is_good_once(services, link, follow):
    _, name = link()
    follow(name, "551140042030")
    with pytest.raises(NotFound, match="used already"):
        services.signups.invitation(name)
    with pytest.raises(NotFound):
        services.signups.complete(name, "another-code", "192.0.2.9")


@pytest.mark.parametrize("spoil", [lambda name: name[:-1] + "x", lambda _: "", lambda name: name + "é"])
def test_nobody_makes_a_link_up(services, link, spoil):
    _, name = link()
    with pytest.raises(NotFound):
        services.signups.invitation(spoil(name))


def test_a_link_s_end_is_signed_with_it(services, sessions, link):
    id_, name = link()
    with transaction(sessions) as session:
        session.get_one(WhatsappSignup, id_).expires_at += timedelta(days=30)
    with pytest.raises(NotFound):
        services.signups.invitation(name)


@pytest.mark.parametrize(("for_client", "lives"), [(False, OWN_LINK), (True, CLIENT_LINK)])
def test_a_link_ends(services, sessions, link, row, for_client, lives):
    id_, _ = link(for_client=for_client)
    assert row(id_).expires_at - row(id_).created_at == pytest.approx(lives, abs=timedelta(seconds=1))
    with transaction(sessions) as session:
        session.get_one(WhatsappSignup, id_).expires_at = utc_now() - timedelta(seconds=1)
    assert services.signups.show(id_)["state"] == "expired"


def test_what_nobody_used_is_forgotten(services, link, follow, row, late):
    id_, name = link()
    follow(name, "551140042030")
    assert row(id_).keep_until - row(id_).connected_at == pytest.approx(OWN_LINK, abs=timedelta(seconds=1))
    late(id_)
    services.signups.forget_due()
    assert (row(id_).state, row(id_).sealed) == ("expired", None)
    with pytest.raises(Conflict, match="expired: connect the number again"):
        services.signups.granted(id_)


def test_of_several_numbers_one_is_chosen(services, link, follow):
    id_, name = link()
    follow(name, "551140042030", "551140042031")
    with pytest.raises(Conflict, match="which of the connected numbers"):
        services.signups.granted(id_)
    chosen = services.signups.show(id_)["numbers"][1]["phone_number_id"]
    assert services.signups.granted(id_, chosen).phone_number_id == chosen
    with pytest.raises(Conflict):
        services.signups.granted(id_, "999999999")


def test_revoked_it_is_void_and_forgotten(services, link, follow, row, actor):
    id_, name = link()
    follow(name, "551140042030")
    assert services.signups.revoke(id_, actor)["state"] == "revoked"
    assert row(id_).sealed is None
    with pytest.raises(Conflict):
        services.signups.revoke(id_, actor)


def test_a_wrong_code_says_so_and_the_link_stays_good(services, link, follow):
    id_, name = link()
    with pytest.raises(Conflict, match="This authorization code has been used"):
        services.signups.complete(name, "made-up", "192.0.2.9")
    assert "authorization code" in services.signups.show(id_)["problem"]
    assert follow(name, "551140042030")["id"] == id_
    assert services.signups.show(id_)["problem"] == ""


def test_a_dialog_that_was_left_is_told_and_can_be_taken_up_again(services, link):
    id_, name = link()
    services.signups.note_refusal(name, "user_denied")
    assert services.signups.show(id_)["problem"] == "user_denied"
    assert services.signups.invitation(name)["client"] == ""


def test_without_its_settings_nothing_is_connected(services, settings, sessions, actor):
    bare = type(services.signups)(
        sessions, services.vault, replace(settings, signup_configuration="", meta_app_id="")
    )
    assert bare.missing() == ["META_APP_ID", "META_SIGNUP_CONFIGURATION"]
    with pytest.raises(Conflict, match="set META_APP_ID, META_SIGNUP_CONFIGURATION"):
        bare.create("", actor)


def test_a_tenant_is_made_with_it_and_has_a_pin(
    services, settings, sessions, link, follow, row, late, tenant_request, actor
):
    id_, name = link()
    follow(name, "551140042030")
    granted = services.signups.granted(id_)
    wanted = tenant_request()
    whatsapp = replace(
        wanted.whatsapp,
        phone_number_id=granted.phone_number_id,
        waba_id=granted.waba_id,
        token=granted.token,
        app_secret=granted.app_secret,
    )
    request = replace(wanted, whatsapp=whatsapp, fila_ia_url=settings.fila_ia_url)
    services.tenants.submit_create(request, actor)
    services.signups.note_used(id_, "acme", actor)
    services.signups.note_used(id_, "acme", actor)  # once is enough
    assert services.signups.show(id_)["state"] == "used"
    with transaction(sessions) as session:
        tenant = session.query(Tenant).one()
        assert services.vault.version(session, tenant.id, PIN) == 1
        assert re.fullmatch(r"\d{6}", services.vault.get(session, tenant.id, PIN))
    assert [each["tenant"] for each in services.signups.list_all("acme")] == ["acme"]
    late(id_)
    services.signups.forget_due()
    assert (row(id_).state, row(id_).sealed) == ("used", None)


def test_a_tenant_s_change_has_the_same_names(services, link, follow, add_tenant):
    add_tenant()
    id_, name = link("acme", for_client=True)
    assert services.signups.invitation(name)["client"] == "ACME"
    assert follow(name, "551140042030")["client"] == "ACME"
    granted = services.signups.granted(id_)
    assert TenantChange({"whatsapp.waba_id": granted.waba_id}).values


def test_what_waits_outlives_a_new_platform_key(services, settings, sessions, link, follow):
    id_, name = link()
    follow(name, "551140042030")
    token = services.signups.granted(id_).token
    both = "ef" * 32 + "\n" + settings.platform_key
    with transaction(sessions) as session:
        assert reseal_signups(session, Vault(both), Vault("ef" * 32)) == 1
        assert reseal_signups(session, Vault(both), Vault("ef" * 32)) == 0
    later = type(services.signups)(sessions, Vault("ef" * 32), settings)
    assert later.granted(id_).token == token


def test_links_of_which_nothing_came_are_not_listed_for_ever(services, sessions, link, actor):
    id_, _ = link()
    kept, _ = link()
    services.signups.revoke(id_, actor)
    with transaction(sessions) as session:
        session.get_one(WhatsappSignup, id_).created_at -= timedelta(days=91)
    services.signups.forget_due()
    assert [each["id"] for each in services.signups.list_all()] == [kept]
