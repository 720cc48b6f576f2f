"""One application for many tests: to make one takes longer than most of them take with it.

It is made of stand-ins that lead to the services of whichever test is running, so that nothing of one test is
left for the next but what an application knows by itself: its routes, its description, its templates.
"""

from dataclasses import replace
from typing import Any, cast

from flask import Flask
from jinja2 import BytecodeCache

from control_plane.app import make_app
from control_plane.services.container import Services
from control_plane.settings import Settings

_MOST = 8
"""Kept at a time: tests with settings of their own have applications of their own."""


class _Current:
    """Looks like `Services`."""

    services: Services

    def __getattr__(self, name: str) -> "_Part":
        return _Part(self, name)


class _Part:
    """Looks like one of them: what it is asked, the running test's answers."""

    def __init__(self, current: _Current, name: str) -> None:
        self._current = current
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(getattr(self._current.services, self._name), attribute)

    def __call__(self) -> Any:
        """Of its sessions: a new one."""
        return getattr(self._current.services, self._name)()


class SharedApps:
    def __init__(self, compiled_templates: BytecodeCache) -> None:
        self._compiled_templates = compiled_templates
        self._made: dict[Settings, tuple[_Current, Flask]] = {}

    def lend(self, services: Services) -> Flask:
        """For one test. Whoever changes an application makes one: `make_app(services)`."""
        settings = replace(services.settings, database_url="")
        if settings not in self._made:
            if len(self._made) == _MOST:
                self._made.clear()
            current = _Current()
            current.services = services
            app = make_app(cast(Services, current))
            app.jinja_env.bytecode_cache = self._compiled_templates
            self._made[settings] = current, app
        current, app = self._made[settings]
        current.services = services
        return app
