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
class NumberState:
    """What Meta thinks of a number and what its owner set; a new registration of the number keeps it."""

    quality_rating: str = "GREEN"
    throughput: str = "STANDARD"
    messages_per_second: int = 80
    messaging_limit: str = "TIER_250"
    can_send_message: str = "AVAILABLE"
    name_status: str = "APPROVED"
    code_verification_status: str = "VERIFIED"
    account_review_status: str = "APPROVED"
    business_verification_status: str = "verified"
    token_expires_at: int = 0
    token_scopes: list[str] = field(
        default_factory=lambda: ["whatsapp_business_management", "whatsapp_business_messaging"]
    )
    is_registered: bool = True
    pin: str = field(default="", repr=False)
    profile: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    registrations: list[float] = field(default_factory=list)


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
    app_id: str = ""
    """The app whose token and secret these are; made up from the secret when a registration names none."""
    state: NumberState = field(default_factory=NumberState)


@dataclass
class App:
    """An app's own callback, and the webhook fields it subscribed to (`POST /{app_id}/subscriptions`)."""

    callback: Callback | None = None
    fields: list[str] = field(default_factory=list)


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
    username: str = ""
    hides_number: bool = False
    """Has a username and hides the number: webhooks tell the user id alone."""


@dataclass
class Template:
    """A message template of an account, as Graph describes it, and what its rules must remember."""

    id: str
    waba_id: str
    name: str
    language: str
    category: str
    parameter_format: str
    components: list[dict[str, Any]]
    created_at: float
    status: str = "PENDING"
    rejected_reason: str = "NONE"
    quality: str = "UNKNOWN"
    previous_category: str | None = None
    correct_category: str | None = None
    pauses: int = 0
    edits: list[float] = field(default_factory=list)
    """When its approved text was changed."""
    was_approved: bool = False


@dataclass
class Seed:
    """Everything registered, keyed by its natural id."""

    numbers: dict[str, Number] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    windows: dict[str, float] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    blocked_names: dict[str, float] = field(default_factory=dict)
    """`waba_id/name` of deleted approved templates, and until when the name may not come back."""


Owner = TypeVar("Owner", Number, Account, App)


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
            apps={key: _with_callback(App, row) for key, row in stored.get("apps", {}).items()},
            templates={key: Template(**row) for key, row in stored.get("templates", {}).items()},
            blocked_names=dict(stored.get("blocked_names", {})),
        )


def _with_callback(kind: type[Owner], row: dict[str, Any]) -> Owner:
    callback = row.pop("callback", None)
    if "state" in row:
        row["state"] = NumberState(**row["state"])
    return kind(**row, callback=Callback(**callback) if callback else None)
