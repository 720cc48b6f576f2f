from typing import Any

import pytest

from sandbox.errors import SandboxError
from sandbox.faults import CATALOGUE, Faults
from sandbox.live import Live
from tests.unit.sandbox.doubles import Sandbox


@pytest.fixture
def faults() -> Faults:
    return Faults(Live())


def test_a_switch_stays_on_until_it_is_switched_off(faults: Faults) -> None:
    faults.put({"graph": {"server_error": True}})
    assert [faults.strikes("graph", "server_error") for _ in range(3)] == [True, True, True]
    faults.put({"graph": {"server_error": False}})
    assert not faults.strikes("graph", "server_error")


def test_a_counted_switch_goes_off_by_itself(faults: Faults) -> None:
    faults.put({"graph": {"rate_limited": 2}})
    assert [faults.strikes("graph", "rate_limited") for _ in range(3)] == [True, True, False]
    assert faults.state()["graph"] == {}


def test_put_replaces_only_the_groups_it_names(faults: Faults) -> None:
    faults.put({"graph": {"server_error": True}, "fila_ia": {"slow": 20}})
    faults.put({"fila_ia": {"down": True}})
    assert faults.state() == {"graph": {"server_error": True}, "fila_ia": {"down": True}, "webhook": {}}


def test_clear_switches_everything_off(faults: Faults) -> None:
    faults.put({group: {next(iter(names)): True} for group, names in CATALOGUE.items()})
    faults.clear()
    assert faults.state() == {"graph": {}, "fila_ia": {}, "webhook": {}}


@pytest.mark.parametrize(
    "wanted",
    [
        {"grahp": {}},
        {"graph": True},
        {"graph": {"no_such_fault": True}},
        {"graph": {"server_error": "yes"}},
        {"graph": {"server_error": -1}},
        {"graph": {"fails_later": True}},
        {"graph": {"fails_later": 99}},
        {"fila_ia": {"slow": True}},
        {"fila_ia": {"slow": 0}},
    ],
)
def test_what_is_no_fault_is_refused_and_changes_nothing(faults: Faults, wanted: dict[str, Any]) -> None:
    faults.put({"graph": {"server_error": True}})
    with pytest.raises(SandboxError):
        faults.put(wanted)
    assert faults.state()["graph"] == {"server_error": True}


def test_faults_over_http(sandbox: Sandbox) -> None:
    wanted = {"graph": {"fails_later": 131026}, "fila_ia": {"slow": 2.5}, "webhook": {"duplicate": 1}}
    assert sandbox.client.put("/sandbox/faults", json=wanted).get_json() == wanted
    assert sandbox.client.get("/sandbox/faults").get_json() == wanted
    assert sandbox.client.delete("/sandbox/faults").get_json() == {"graph": {}, "fila_ia": {}, "webhook": {}}


def test_an_unknown_fault_is_answered_with_the_known_ones(sandbox: Sandbox) -> None:
    answer = sandbox.client.put("/sandbox/faults", json={"webhook": {"lost": True}})
    assert answer.status_code == 422
    assert "duplicate, reorder, batch" in answer.get_json()["error"]["message"]
