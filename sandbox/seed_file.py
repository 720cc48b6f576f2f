"""The one file that outlives a restart: registered numbers, keys, customers and when they last wrote."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar


@dataclass
class Callback:
    """An override callback: where webhooks go and what the handshake must echo."""

    url: str
    verify_token: str = field(repr=False)


@dataclass
class Number:
    """A business number of the Cloud API."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str
    name: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    callback: Callback | None = None


@dataclass
class Account:
    """A WhatsApp Business Account: nothing is delivered before an app subscribes to it."""

    subscribed: bool = False
    callback: Callback | None = None


@dataclass
class Customer:
    """A person with WhatsApp: the id Meta knows the phone by, and its business-scoped user id."""

    wa_id: str
    name: str
    user_id: str


@dataclass
class Seed:
    """Everything registered, keyed by its natural id."""

    numbers: dict[str, Number] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    windows: dict[str, float] = field(default_factory=dict)


Owner = TypeVar("Owner", Number, Account)


class SeedFile:
    """`seed.json` in the data directory; written whole, under another name, then renamed."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "seed.json"
        self.seed = self._load()

    def save(self) -> None:
        """Replaces the file; only its owner may read it, since it holds tokens and app secrets."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".json.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self.seed), file, ensure_ascii=False, indent=1)
        draft.replace(self._path)

    def _load(self) -> Seed:
        if not self._path.exists():
            return Seed()
        stored = json.loads(self._path.read_text(encoding="utf-8"))
        return Seed(
            numbers={key: _with_callback(Number, row) for key, row in stored["numbers"].items()},
            accounts={key: _with_callback(Account, row) for key, row in stored["accounts"].items()},
            keys=list(stored["keys"]),
            customers={key: Customer(**row) for key, row in stored["customers"].items()},
            windows=dict(stored["windows"]),
        )


def _with_callback(kind: type[Owner], row: dict[str, Any]) -> Owner:
    callback = row.pop("callback", None)
    return kind(**row, callback=Callback(**callback) if callback else None)
