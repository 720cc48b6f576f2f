"""The second factor: an authenticator app (TOTP, RFC 6238), and recovery codes for whoever lost it.

The app's secret is sealed under a key made of the platform key and bound to its operator. No code counts
twice. A new secret waits until a code of it was confirmed; until then the one before it counts.
"""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, ControlPlaneError, InvalidInput
from control_plane.models import OperatorFactor, OperatorRecoveryCode
from control_plane.platform_keys import PlatformKeys
from control_plane.services.audit import record
from control_plane.services.operator_rows import changed_one, has_factor, remove_factor
from control_plane.services.operator_sessions import end_sessions
from control_plane.services.own_password import OwnPassword
from foundation import recovery_codes, totp

_PURPOSE = b"guiche operators' second factor 1"
_ISSUER = "Guichê"


@dataclass(frozen=True)
class PresentedCode:
    """What somebody typed, hashed already if it looks like a recovery code: that is slow."""

    digits: str = ""
    recovery_hash: str = ""


class SecondFactor:
    """One's own; owners take another's away (`Operators`)."""

    def __init__(
        self, sessions: Sessions, platform_key: str, own_password: OwnPassword, requirement: str
    ) -> None:
        self._sessions = sessions
        self._keys = factor_keys(platform_key)
        self._own_password = own_password
        self._is_required = requirement == "required"

    def is_missing(self, session: Session, operator_id: int) -> bool:
        """Whether the operator must set one up before anything else."""
        return self._is_required and not has_factor(session, operator_id)

    def state(self, actor: Actor) -> dict[str, Any]:
        """{"is_on", "since", "is_required", "recovery_codes_left"}."""
        codes = select(func.count()).where(OperatorRecoveryCode.operator_id == actor.operator_id)
        with reading(self._sessions) as session:
            row = session.get(OperatorFactor, actor.operator_id)
            since = row.confirmed_at if row is not None else None
            left = session.scalar(codes) or 0
        return {
            "is_on": since is not None,
            "since": since.isoformat() if since else None,
            "is_required": self._is_required,
            "recovery_codes_left": left,
        }

    def begin(self, actor: Actor, password: str) -> dict[str, Any]:
        """A new secret: {"secret", "address", "qr": {"size", "path"}}; one that waited before is gone.

        Raises InvalidInput `wrong_password`, TooMany.
        """
        self._own_password.require(actor, password)
        secret = totp.new_secret()
        with transaction(self._sessions) as session:
            row = session.get(OperatorFactor, actor.operator_id)
            if row is None:
                row = OperatorFactor(operator_id=actor.operator_id, last_step=0)
                session.add(row)
            row.waiting = self._keys.seal(factor_owner(actor.operator_id), secret)
        return _drawn(secret, actor.name)

    def waiting(self, actor: Actor) -> dict[str, Any]:
        """What `begin` gave, once more. Raises Conflict `second_factor_not_begun`."""
        with transaction(self._sessions) as session:
            row = session.get(OperatorFactor, actor.operator_id)
            return _drawn(self._waiting_secret(row), actor.name)

    def confirm(self, actor: Actor, code: str) -> list[str]:
        """Makes the secret that waits count, if `code` is of it; the recovery codes, shown this once.

        Ends the other sessions. Raises InvalidInput `wrong_code`, Conflict `second_factor_not_begun`.
        """
        codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
        hashes = recovery_codes.hashes_of(codes, salt)
        with transaction(self._sessions) as session:
            row = session.get(OperatorFactor, actor.operator_id)
            step = totp.step_of(self._waiting_secret(row), _digits(code), time.time())
            if row is None or step is None:
                problem = "That is not the code that the app shows now: wait for the next one and type it."
                raise InvalidInput("wrong_code", problem, fields={"code": problem})
            is_first = row.confirmed_at is None
            row.sealed, row.waiting = row.waiting, None
            row.confirmed_at, row.last_step = utc_now(), step
            _keep_codes(session, row, hashes, salt)
            end_sessions(session, row.operator_id, but=actor.session_id)
            record(session, actor, "second_factor_on" if is_first else "second_factor_replaced")
        return codes

    def renew_codes(self, actor: Actor, password: str) -> list[str]:
        """Ten new ones: the old are void. Raises InvalidInput, TooMany, Conflict `second_factor_off`."""
        self._own_password.require(actor, password)
        codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
        hashes = recovery_codes.hashes_of(codes, salt)
        with transaction(self._sessions) as session:
            row = session.get(OperatorFactor, actor.operator_id)
            if row is None or row.confirmed_at is None:
                raise Conflict("second_factor_off", "There is no second factor: set one up first.")
            _keep_codes(session, row, hashes, salt)
            record(session, actor, "recovery_codes_renewed")
        return codes

    def remove(self, actor: Actor, password: str) -> None:
        """Ends the other sessions. Raises InvalidInput, TooMany, Conflict `second_factor_required`."""
        if self._is_required:
            raise Conflict(
                "second_factor_required", "This platform requires a second factor: replace it instead."
            )
        self._own_password.require(actor, password)
        with transaction(self._sessions) as session:
            if remove_factor(session, actor.operator_id):
                end_sessions(session, actor.operator_id, but=actor.session_id)
                record(session, actor, "second_factor_off")

    def present(self, operator_id: int, code: str) -> PresentedCode:
        """Before the transaction that takes it: a recovery code has to be hashed."""
        digits = _digits(code)
        if len(digits) == totp.DIGITS and digits.isdecimal():
            return PresentedCode(digits=digits)
        if not recovery_codes.is_recovery_code(code):
            return PresentedCode()
        with transaction(self._sessions) as session:
            row = session.get(OperatorFactor, operator_id)
            salt = row.recovery_salt if row is not None else None
        if salt is None:
            return PresentedCode()
        [recovery_hash] = recovery_codes.hashes_of([code], salt)
        return PresentedCode(recovery_hash=recovery_hash)

    def take(self, session: Session, operator_id: int, presented: PresentedCode) -> bool:
        """Whether it is good, this once, also when two requests bring it at the same moment."""
        if presented.digits:
            return self._take_digits(session, operator_id, presented.digits)
        used = delete(OperatorRecoveryCode).where(
            OperatorRecoveryCode.operator_id == operator_id,
            OperatorRecoveryCode.code_hash == presented.recovery_hash,
        )
        return changed_one(session.execute(used))

    def _take_digits(self, session: Session, operator_id: int, digits: str) -> bool:
        row = session.get(OperatorFactor, operator_id)
        if row is None or row.sealed is None:
            return False
        step = totp.step_of(self._open(operator_id, row.sealed), digits, time.time())
        if step is None:
            return False
        taken = update(OperatorFactor).where(
            OperatorFactor.operator_id == operator_id, OperatorFactor.last_step < step
        )
        return changed_one(session.execute(taken.values(last_step=step)))

    def _waiting_secret(self, row: OperatorFactor | None) -> bytes:
        if row is None or row.waiting is None:
            raise Conflict("second_factor_not_begun", "Begin with your password: a new secret is made then.")
        return self._open(row.operator_id, row.waiting)

    def _open(self, operator_id: int, sealed: bytes) -> bytes:
        secret = self._keys.unseal(factor_owner(operator_id), sealed)
        if secret is None:
            raise ControlPlaneError(
                "factor_unreadable",
                "The second factor does not open: was it sealed under another platform key?",
            )
        return secret


def _keep_codes(session: Session, row: OperatorFactor, hashes: list[str], salt: str) -> None:
    session.execute(delete(OperatorRecoveryCode).where(OperatorRecoveryCode.operator_id == row.operator_id))
    session.add_all(OperatorRecoveryCode(operator_id=row.operator_id, code_hash=value) for value in hashes)
    row.recovery_salt = salt


def _drawn(secret: bytes, account: str) -> dict[str, Any]:
    address = totp.address_of(secret, _ISSUER, account)
    drawing = totp.draw(address)
    return {
        "secret": totp.as_text(secret),
        "address": address,
        "qr": {"size": drawing.size, "path": drawing.path},
    }


def _digits(code: str) -> str:
    """As apps show them, with a gap in the middle."""
    return "".join(code.split())


def factor_keys(platform_key: str) -> PlatformKeys:
    """What seals authenticator apps' secrets."""
    return PlatformKeys(platform_key, _PURPOSE)


def factor_owner(operator_id: int | None) -> bytes:
    """Whom a sealed secret is bound to."""
    return f"operator {operator_id}".encode()
