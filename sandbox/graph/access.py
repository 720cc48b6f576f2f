"""Who is calling Graph, and which number they may use."""

import hashlib
import hmac

from flask import g, request

from sandbox.faults import Faults
from sandbox.graph.errors import GraphError, invalid_token, unknown_object
from sandbox.registry import Registry
from sandbox.seed_file import Number


class Access:
    """Checks the bearer token of the current request against the registered numbers."""

    def __init__(self, registry: Registry, faults: Faults) -> None:
        self._registry = registry
        self._faults = faults

    def numbers(self) -> list[Number]:
        """The numbers the caller may use; raises GraphError 190 (401), 10 or 200 (403)."""
        known: list[Number] | None = g.get("graph_numbers")
        if known is None:
            known = g.graph_numbers = self._checked(self._registry.numbers_of_token(_token()))
        return known

    def app_numbers(self, *, needs_app_token: bool = False) -> list[Number]:
        """As numbers(); an app's own token (`id|secret`) stands for all the numbers of the app."""
        app_id, bar, secret = (_token() or request.values.get("access_token", "")).partition("|")
        if not bar and not needs_app_token:
            return self.numbers()
        return self._checked(
            [
                number
                for number in self._registry.app_numbers(app_id)
                if secret and number.app_secret == secret
            ]
        )

    def _checked(self, numbers: list[Number]) -> list[Number]:
        if self._faults.strikes("graph", "token_expired"):
            raise invalid_token(subcode=463)
        if not numbers:
            raise invalid_token()
        if self._faults.strikes("graph", "permission_missing"):
            raise GraphError(10, "(#10) Application does not have permission for this action", status=403)
        if self._faults.strikes("graph", "asset_missing"):
            raise GraphError(200, "(#200) You do not have the necessary permissions", status=403)
        return self._with_proof(numbers)

    def _with_proof(self, numbers: list[Number]) -> list[Number]:
        """Those whose app secret made the `appsecret_proof`, if one came; raises GraphError 100."""
        proof = request.args.get("appsecret_proof")
        if proof is None:
            return numbers
        proven = [number for number in numbers if hmac.compare_digest(_proof(number), proof.lower().encode())]
        if not proven:
            raise GraphError(
                100, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException"
            )
        return proven

    def number(self, phone_number_id: str) -> Number:
        """The number of this id; raises GraphError 100/33 when the caller may not use it."""
        for number in self.numbers():
            if number.phone_number_id == phone_number_id and not self._faults.strikes("graph", "number_gone"):
                return number
        raise unknown_object(phone_number_id, request.method.lower())

    def account_numbers(self, waba_id: str) -> list[Number]:
        """The caller's numbers in this account; raises GraphError 100/33 when there are none."""
        found = [number for number in self.numbers() if number.waba_id == waba_id]
        if not found:
            raise unknown_object(waba_id, request.method.lower())
        return found


def _proof(number: Number) -> bytes:
    """Meta: Graph API, securing requests."""
    return hmac.new(number.app_secret.encode(), number.token.encode(), hashlib.sha256).hexdigest().encode()


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "oauth") else ""
