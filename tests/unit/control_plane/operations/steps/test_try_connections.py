"""A queued change meets Meta as it is by then: what was good when it was asked for may be void."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.operations.steps.try_connections import TryConnections
from control_plane.services.changes import pending_name
from control_plane.services.credentials import Vault
from control_plane.services.tenant_change import SECRETS
from tests.unit.control_plane.meta import TOKEN

STEP = TryConnections()


@pytest.fixture
def asked(scene, settings, at_meta):
    """The context of a change of these fields; secrets wait as they do."""

    def ask(values=None, secrets=None, **inputs):
        context = replace(scene.context, settings=at_meta(scene.context.settings))
        with transaction(context.sessions) as session:
            for field, value in (secrets or {}).items():
                name = pending_name(SECRETS[field], context.operation_id)
                Vault(settings.platform_key).put(session, context.tenant_id, name, value)
        context.inputs.update(
            values={name: {"before": "", "after": value} for name, value in (values or {}).items()},
            secrets=list(secrets or {}),
            **inputs,
        )
        return context

    return ask


def test_a_change_of_anything_else_tries_nothing(asked):
    assert STEP.check(asked({"name": "Nova"}))


def test_what_works_lets_the_change_go_on(asked, meta):
    meta.register(token="another")
    context = asked({}, {"whatsapp.token": "another"})
    assert not STEP.check(context)
    STEP.apply(context)
    assert STEP.check(context)


def test_what_is_void_by_now_ends_it_before_anything_changed(asked, sessions, settings):
    context = asked({}, {"whatsapp.token": "wrong"})
    with pytest.raises(StepFailed, match="does not accept the token") as failed:
        STEP.apply(context)
    assert failed.value.code == "connections_refused"
    assert not STEP.check(context)
    with transaction(sessions) as session:
        assert Vault(settings.platform_key).get(session, context.tenant_id, "whatsapp_token") == TOKEN


def test_silence_is_waited_out(asked):
    with pytest.raises(RetryLater, match="FILA-IA did not answer"):
        STEP.apply(asked({"fila_ia.url": "http://127.0.0.1:9"}))


def test_silence_is_borne_where_somebody_said_so(asked):
    context = asked({"fila_ia.url": "http://127.0.0.1:9"}, even_untried=True)
    STEP.apply(context)
    assert STEP.check(context)
