"""Everyone who has WhatsApp in this little world."""

import hashlib
from dataclasses import replace
from typing import Any

from sandbox.brazilian_numbers import account_id, digits, international, match_key
from sandbox.errors import SandboxError
from sandbox.live import Live
from sandbox.seed_file import Customer, SeedFile

FIRST_CUSTOMERS = (
    ("Marina Souza", "+55 11 98765-0101"),
    ("João Batista Ferreira", "+55 31 99876-0202"),
    ("Célia Nogueira", "+55 21 99654-0303"),
)


class Directory:
    """Finds a customer by any writing of the number; a Brazilian ninth digit makes no difference."""

    def __init__(self, file: SeedFile, live: Live) -> None:
        self._file = file
        self._live = live
        self._customers = file.seed.customers
        if not self._customers:
            for name, phone in FIRST_CUSTOMERS:
                self.add(name, account_id(phone))

    def all(self) -> list[Customer]:
        return list(self._customers.values())

    def add(
        self, name: str, wa_id: str, *, username: str | None = None, hides_number: bool | None = None
    ) -> Customer:
        """Adds a customer under exactly this WhatsApp id, or changes the one who has it."""
        wa_id = digits(wa_id)
        if not 8 <= len(wa_id) <= 15:
            raise SandboxError("a WhatsApp number has 8 to 15 digits, country code first: +55 11 98765-0101")
        known = self._customers.get(wa_id) or Customer(wa_id, "", _user_id(wa_id))
        customer = replace(known, name=name.strip() or known.name or international(wa_id))
        if username is not None:
            customer.username = username
        if hides_number is not None:
            customer.hides_number = hides_number
        return self._keep(customer)

    def change_number(self, customer: Customer, wa_id: str) -> Customer:
        """The same person under another number, and so with another user id."""
        wa_id = digits(wa_id)
        if self.find(wa_id) is not None:
            raise SandboxError("new_wa_id already belongs to somebody")
        new = replace(customer, wa_id=wa_id, user_id=_user_id(wa_id))
        added = self.add(new.name, wa_id, username=new.username, hides_number=new.hides_number)
        del self._customers[customer.wa_id]
        self._file.save()
        return added

    def renew_user_id(self, customer: Customer) -> Customer:
        """The same person with another user id."""
        return self._keep(replace(customer, user_id=_user_id(customer.user_id)))

    def _keep(self, customer: Customer) -> Customer:
        self._customers[customer.wa_id] = customer
        self._file.save()
        self._live.publish("customer", as_json(customer))
        return customer

    def find(self, number: str) -> Customer | None:
        """The customer with this number, however it is written."""
        exact = self._customers.get(digits(number))
        if exact is not None:
            return exact
        key = match_key(number)
        return next((someone for someone in self.all() if match_key(someone.wa_id) == key), None)

    def find_or_add(self, number: str) -> Customer:
        """As find; somebody new gets the WhatsApp id that a number like this would have."""
        return self.find(number) or self.add("", account_id(number))

    def by_user_id(self, user_id: str) -> Customer | None:
        """The customer with this business-scoped user id."""
        return next((someone for someone in self.all() if someone.user_id == user_id), None)


def as_json(customer: Customer) -> dict[str, Any]:
    return {
        "wa_id": customer.wa_id,
        "name": customer.name,
        "phone": international(customer.wa_id),
        "user_id": customer.user_id,
        "username": customer.username,
        "hides_number": customer.hides_number,
    }


def contact_of(customer: Customer) -> dict[str, Any]:
    """The customer as an item of a webhook's `contacts`."""
    profile = {"name": customer.name} | ({"username": customer.username} if customer.username else {})
    number = {} if customer.hides_number else {"wa_id": customer.wa_id}
    return {"profile": profile} | number | {"user_id": customer.user_id}


def _user_id(seed: str) -> str:
    return "BR." + str(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))
