"""Once no client has an account any more, Meta sends the platform's app nothing of it."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Tenant
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp, DisconnectWhatsapp
from control_plane.operations.steps.leave_account import leave_account
from control_plane.operations.steps.tenant import load_tenant
from tests.unit.control_plane.meta import APP_SECRET, WABA


@pytest.fixture
def leave(scene, at_meta, meta):
    meta.connect()

    def run(**changed):
        changed = {"meta_app_id": "77", "meta_app_secret": APP_SECRET} | changed
        context = replace(scene.context, settings=replace(at_meta(scene.context.settings), **changed))
        leave_account(context, load_tenant(context))
        return not meta.graph("GET", f"{WABA}/subscribed_apps")["data"]

    return run


@pytest.fixture
def other(add_tenant, sessions):
    """Another client with a number in the same account."""

    def make(lifecycle):
        whatsapp = {"phone_number_id": "1", "waba_id": WABA}
        tenant = add_tenant("beta", configuration={"whatsapp": whatsapp, "fila_ia": {}, "users": []})
        with transaction(sessions) as session:
            session.get_one(Tenant, tenant.id).lifecycle = lifecycle

    return make


def test_the_platforms_app_leaves_it(leave):
    assert leave()
    assert leave()  # again, nothing happens


@pytest.mark.parametrize("app_secret", ["another app's", ""])
def test_an_app_of_the_clients_own_stays(leave, app_secret):
    assert not leave(meta_app_secret=app_secret)


@pytest.mark.parametrize("lifecycle", ["active", "suspended", "creating"])
def test_it_stays_while_another_client_has_the_account(leave, other, lifecycle):
    other(lifecycle)
    assert not leave()


@pytest.mark.parametrize("lifecycle", ["archived", "condemned", "deleted", "undone"])
def test_one_that_has_left_too_keeps_nobody(leave, other, lifecycle):
    other(lifecycle)
    assert leave()


@pytest.mark.parametrize("act", [DisconnectWhatsapp().apply, ConnectWhatsapp().undo])
def test_both_ways_of_disconnecting_leave_it(ready, at_meta, meta, act):
    meta.connect()
    settings = replace(at_meta(ready.context.settings), meta_app_id="77", meta_app_secret=APP_SECRET)
    context = replace(ready.context, settings=settings)
    context.remember("whatsapp_asked", 0)
    act(context)
    assert not meta.graph("GET", f"{WABA}/subscribed_apps")["data"]


def test_credentials_that_open_nothing_are_told_as_such(leave, meta):
    meta.register(token="another")
    with pytest.raises(StepFailed) as failed:
        leave()
    assert failed.value.code == "whatsapp_token"


def test_so_is_silence(leave):
    with pytest.raises(StepFailed) as failed:
        leave(graph_url="http://127.0.0.1:9")
    assert failed.value.code == "whatsapp_no_answer"
