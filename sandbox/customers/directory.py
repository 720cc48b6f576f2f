"""Everyone who has WhatsApp in this little world."""

import hashlib

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

    def add(self, name: str, wa_id: str) -> Customer:
        """Adds a customer under exactly this WhatsApp id, or renames the one who has it."""
        wa_id = digits(wa_id)
        if not 8 <= len(wa_id) <= 15:
            raise SandboxError("a WhatsApp number has 8 to 15 digits, country code first: +55 11 98765-0101")
        user_id = "BR." + str(int(hashlib.sha256(wa_id.encode()).hexdigest()[:12], 16))
        customer = Customer(wa_id, name.strip() or international(wa_id), user_id)
        self._customers[wa_id] = customer
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


def as_json(customer: Customer) -> dict[str, str]:
    return {
        "wa_id": customer.wa_id,
        "name": customer.name,
        "phone": international(customer.wa_id),
        "user_id": customer.user_id,
    }


def contact_of(customer: Customer) -> dict[str, object]:
    """The customer as an item of a webhook's `contacts`."""
    return {"profile": {"name": customer.name}, "wa_id": customer.wa_id, "user_id": customer.user_id}
