from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

import sandbox.app
from sandbox.faults import CATALOGUE
from sandbox.settings import Settings

README = (Path(sandbox.app.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize("name", [name for names in CATALOGUE.values() for name in names])
def test_every_fault_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name.upper().replace('_AFTER', '_AFTER_MS')}`" in README


def test_every_call_of_its_own_is_in_the_readme(app: Flask) -> None:
    own = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/sandbox/")}
    assert {path for path in own if path not in README} == set()
