"""A number that was connected here is registered before it is used; any other is its owner's to register."""

from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.operations.steps.new_number import register_new_number
from control_plane.operations.steps.tenant import load_tenant
from control_plane.services.credentials import PIN, Vault


@pytest.fixture
def register(scene, settings, at_meta):
    def run(pin=None, **changed):
        context = replace(scene.context, settings=replace(at_meta(scene.context.settings), **changed))
        if pin:
            with transaction(context.sessions) as session:
                Vault(settings.platform_key).put(session, context.tenant_id, PIN, pin)
        register_new_number(context, load_tenant(context))
        return [line for line, _ in scene.told]

    return run


def status(meta):
    return meta.graph("GET", "123456789?fields=status")["status"]


def test_it_is_registered_with_the_pin_in_the_vault(register, meta):
    meta.change(is_registered=False)
    assert register("246810") == ["The number is registered"]
    assert status(meta) == "CONNECTED"
    assert register() == ["The number is registered"]  # again, nothing happens


def test_without_a_pin_of_ours_it_stays(register, meta):
    meta.change(is_registered=False)
    assert register() == []
    assert status(meta) == "DISCONNECTED"


def test_a_number_with_another_pin_is_told_and_goes_on(register, meta):
    meta.graph("POST", "123456789", {"pin": "111111"})
    meta.change(is_registered=False)
    assert register("246810") == ["The number is not registered: PIN mismatch."]


def test_silence_is_told_and_goes_on(register):
    told = register("246810", graph_url="http://127.0.0.1:9")
    assert told == ["The number is not registered: Meta did not answer."]
