"""The business numbers, accounts and FILA-IA keys that the simulators answer for."""

from sandbox.brazilian_numbers import digits
from sandbox.errors import UnknownThing
from sandbox.live import Live
from sandbox.seed_file import Account, Callback, Number, SeedFile


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
        if known is not None and number.callback is None:
            number.callback = known.callback
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

    def callback_for(self, number: Number) -> Callback | None:
        """Where this number's webhooks go: its own override, else its account's; none before subscription."""
        account = self.account(number.waba_id)
        if not account.subscribed:
            return None
        return number.callback or account.callback
