from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from sandbox.faults import CATALOGUE
from sandbox.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs/reference/sandbox.md").read_text()


@pytest.mark.parametrize("name", [name for names in CATALOGUE.values() for name in names])
def test_every_fault_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_reference(name: str) -> None:
    assert f"`{name.upper().replace('_AFTER', '_AFTER_MS')}`" in PAGE


def test_every_call_of_its_own_is_in_the_reference(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/sandbox/")]
    own = {rule.replace("<", "{").replace(">", "}") for rule in rules}
    assert {path for path in own if path not in PAGE} == set()
