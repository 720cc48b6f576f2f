"""The platform's settings as whoever tries the demo wants them: `make demo SETTINGS=file`, NAME=value a line.

They are kept beside the demo until another file comes. A secret among them is given to Swarm and to nobody
else: what is kept of it is the name under which Swarm has it.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from control_plane.adapters.engine_api import Engine, Json
from control_plane.settings import read_settings
from demo.errors import DemoError
from demo.instance import Instance, read_json, write_json
from foundation.settings_reader import SettingsError

OWN_SECRETS: Final = {
    "META_APP_SECRET": "meta_app_secret",
    "GUICHE_MAIL_PASSWORD": "mail_password",
    "OFFSITE_PASSWORD": "offsite_password",
}
"""Which may be set, and what Swarm calls them."""
_DEMOS: Final = frozenset(
    {
        "INSTANCE",
        "BASE_DOMAIN",
        "PUBLIC_PORT",
        "LISTEN_PORT",
        "PLATFORM_DATABASE_URL",
        "REDIS_HOST",
        "REDIS_PORT",
        "REDIS_USER",
        "EDGE_ADDRESS",
        "EDGE_HOSTS_DIR",
        "TENANT_POOL",
        "COMPOSE_FILE",
        "TEMPLATES_DIR",
    }
)
"""What the demo is made of: with another value nothing would find the rest. So it is with every image."""
_MAIL = "GUICHE_MAIL_"
FILE: Final = "own_settings.json"
_SERVICES = ("panel", "runner", "clock")


@dataclass(frozen=True)
class OwnSettings:
    """What `own_settings.json` says."""

    values: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """Just read: by setting. Kept: what Swarm calls each, by its usual name."""


def read_file(path: Path) -> OwnSettings:
    """Raises DemoError naming the first line that will not do."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise DemoError(f"{path} cannot be read: {error}") from error
    found: dict[str, str] = {}
    numbers: dict[str, int] = {}
    known = _known()
    for number, name, value in _parts(path, lines):
        problem = "stands there twice" if name in found else _problem(name, known)
        if problem:
            raise DemoError(f"{path}, line {number}: {name} {problem}.")
        found[name], numbers[name] = value, number
    own = OwnSettings(
        {name: value for name, value in found.items() if name not in OWN_SECRETS},
        {name: value for name, value in found.items() if name in OWN_SECRETS},
    )
    _refuse_wrong_values(path, own, numbers)
    return own


def keep(engine: Engine, instance: Instance, own: OwnSettings) -> None:
    """Until another file comes: secrets in Swarm, under new names, as it changes none; the rest in a file."""
    named = {}
    for name, value in own.secrets.items():
        usual = OWN_SECRETS[name]
        named[usual] = f"{instance.name}-{usual}-{secrets.token_hex(4)}"
        engine.create_secret(named[usual], value.encode(), labels=instance.labels)
    write_json(instance.folder / FILE, {"values": own.values, "secrets": named})


def kept(instance: Instance) -> OwnSettings:
    """Empty where nobody ever gave a file."""
    found: dict[str, Any] = read_json(instance.folder / FILE)
    return OwnSettings(found.get("values", {}), found.get("secrets", {}))


def apply(document: Json, own: OwnSettings) -> None:
    """Puts them into the platform's stack, filled in already."""
    for name in _SERVICES:
        environment = document["services"][name]["environment"]
        if any(setting.startswith(_MAIL) for setting in own.values):
            _forget_sandbox_mail(environment)
        # the engine's own client substitutes once more
        environment |= {setting: value.replace("$", "$$") for setting, value in own.values.items()}
    for usual, name in own.secrets.items():
        document["secrets"][usual]["name"] = name


def _forget_sandbox_mail(environment: Json) -> None:
    """Another mail server has nothing of it but the place where its password would be."""
    for setting in list(environment):
        if setting.startswith(_MAIL) and not setting.endswith("_FILE"):
            del environment[setting]


def forget_replaced(engine: Engine, instance: Instance, own: OwnSettings) -> None:
    """Secrets of files that were given before. To be called once nothing uses them."""
    begins = tuple(f"{instance.name}-{usual}-" for usual in OWN_SECRETS.values())
    for secret in engine.secrets(filters={}):
        name = secret["Spec"]["Name"]
        if name.startswith(begins) and name not in own.secrets.values():
            engine.remove_secret(secret["ID"])


def _parts(path: Path, lines: list[str]) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise DemoError(f"{path}, line {number}: write NAME=value.")
        yield number, name.strip(), value.strip()


class _Asked(dict[str, str]):
    """An environment that remembers which variables were looked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)


def _known() -> frozenset[str]:
    """Every name that the platform's programs read; of secrets, without `_FILE`."""
    # with these there, all that depends on them is looked for too
    there = {"META_APP_ID": "1", f"{_MAIL}HOST": "x", f"{_MAIL}FROM": "a@example.com", f"{_MAIL}USER": "x"}
    there |= {"OFFSITE_REPOSITORY": "/mnt", "OFFSITE_USER": "x"}
    asked = _Asked(there)
    with suppress(SettingsError):  # it misses what nobody has given it
        read_settings(asked)
    return frozenset(name.removesuffix("_FILE") for name in asked.names)


def _problem(name: str, known: frozenset[str]) -> str | None:
    if name not in known:
        usual = name.removesuffix("_FILE")
        if usual in OWN_SECRETS:
            return f"is not needed: write {usual}=… and it is kept as a secret"
        return "is no setting of the platform's (docs/reference/settings.md has them all)"
    if name in _DEMOS or name.startswith("IMAGE_"):
        return "is the demo's own and stays as it is"
    if name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY"):
        return "is made by the demo itself"
    return None


def _refuse_wrong_values(path: Path, own: OwnSettings, numbers: Mapping[str, int]) -> None:
    """What panel, runner and clock would not start with."""
    made = ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY", *OWN_SECRETS)
    try:
        read_settings({**{f"{name}_FILE": __file__ for name in made}, **own.values})
    except SettingsError as error:
        problem = error.problems[0]
        number = numbers.get(problem.partition(" ")[0])
        where = f"{path}, line {number}" if number else str(path)
        raise DemoError(f"{where}: {problem}.") from error
    for name, value in own.secrets.items():
        if not value:
            raise DemoError(f"{path}, line {numbers[name]}: {name} is empty.")
