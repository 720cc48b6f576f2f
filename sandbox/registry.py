"""The business numbers, accounts and FILA-IA keys that the simulators answer for."""

import hashlib

from sandbox.brazilian_numbers import digits
from sandbox.errors import UnknownThing
from sandbox.live import Live
from sandbox.seed_file import Account, App, Callback, Number, SeedFile

_FOLLOWING = """
messages message_echoes calls consumer_profile messaging_handovers group_lifecycle_update
group_participants_update group_settings_update group_status_update smb_message_echoes smb_app_state_sync
history account_settings_update
"""
OVERRIDABLE = frozenset(_FOLLOWING.split())
"""Webhook fields that follow a number's or an account's callback. Source: Meta, webhooks/override."""


def app_id_of(number: Number) -> str:
    """The app that this number's token belongs to."""
    if number.app_id:
        return number.app_id
    return str(10**14 + int(hashlib.sha256(number.app_secret.encode()).hexdigest()[:11], 16))


class Registry:
    """Answers who may call what; every change is on disk when it returns."""

    def __init__(self, file: SeedFile, live: Live) -> None:
        self._file = file
        self._live = live
        self._seed = file.seed

    def register(self, number: Number) -> Number:
        """Adds the number or renews its data; a callback that is already set stays."""
        number.display_phone_number = digits(number.display_phone_number)
        known = self._seed.numbers.get(number.phone_number_id)
        if known is not None:
            number.callback = number.callback or known.callback
            number.state = known.state
        self._seed.numbers[number.phone_number_id] = number
        self._seed.accounts.setdefault(number.waba_id, Account())
        self._file.save()
        self._live.publish("number", {"phone_number_id": number.phone_number_id, "name": number.name})
        return number

    def add_key(self, key: str) -> None:
        """Makes `key` a valid FILA-IA key; a repeat changes nothing."""
        if key not in self._seed.keys:
            self._seed.keys.append(key)
            self._file.save()

    def knows_key(self, key: str) -> bool:
        return key in self._seed.keys

    def numbers(self) -> list[Number]:
        return list(self._seed.numbers.values())

    def number(self, phone_number_id: str) -> Number:
        """The number; raises UnknownThing."""
        try:
            return self._seed.numbers[phone_number_id]
        except KeyError:
            raise UnknownThing(
                f"no number {phone_number_id}: register it with POST /sandbox/numbers"
            ) from None

    def numbers_of_token(self, token: str) -> list[Number]:
        """What an access token may use; empty for an unknown token."""
        return [number for number in self.numbers() if token and number.token == token]

    def account(self, waba_id: str) -> Account:
        return self._seed.accounts[waba_id]

    def set_subscription(self, waba_id: str, *, subscribed: bool, callback: Callback | None) -> None:
        self._seed.accounts[waba_id] = Account(subscribed, callback)
        self._file.save()

    def set_callback(self, number: Number, callback: Callback | None) -> None:
        number.callback = callback
        self._file.save()

    def callback_for(self, number: Number, field: str = "messages") -> Callback | None:
        """Where webhooks of `field` go: the number's override, else its account's, else the app's own.

        None before the account is subscribed, and for a field that the app left out of its subscription.
        """
        account, app = self.account(number.waba_id), self.app(app_id_of(number))
        if not account.subscribed or (app.fields and field not in app.fields):
            return None
        override = number.callback or account.callback if field in OVERRIDABLE else None
        return override or app.callback

    def app(self, app_id: str) -> App:
        """The app's own subscription; an empty one when it has none."""
        return self._seed.apps.get(app_id, App())

    def app_numbers(self, app_id: str) -> list[Number]:
        """The numbers whose tokens belong to this app."""
        return [number for number in self.numbers() if app_id_of(number) == app_id]

    def save(self) -> None:
        """Keeps what was changed in a number's state."""
        self._file.save()

    def set_app(self, app_id: str, app: App) -> None:
        self._seed.apps[app_id] = app
        self._file.save()

    def account_number(self, waba_id: str) -> Number:
        """A number of the account: what concerns the account is signed by its app. Raises UnknownThing."""
        for number in self.numbers():
            if number.waba_id == waba_id:
                return number
        raise UnknownThing(f"no account {waba_id}: register one of its numbers with POST /sandbox/numbers")
