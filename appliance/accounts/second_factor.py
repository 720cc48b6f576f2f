"""The second factor: an authenticator app, and recovery codes for whoever lost it."""

import time
from typing import Any

import structlog
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from appliance.accounts import login_limits, recovery_codes
from appliance.accounts.changes import changed_one
from appliance.accounts.models import SecondFactor, User
from appliance.accounts.own_password import require_own_password
from appliance.accounts.sealing import seal, unseal
from appliance.audit.recording import note
from appliance.brand.shown import shown_now
from appliance.context import Context
from appliance.conversations.presenting import moment
from appliance.database import transaction, utc_now
from appliance.errors import Conflict, InvalidInput
from appliance.mail.outbox import SECOND_FACTOR_OFF, SECOND_FACTOR_ON, queue_mail, send_soon
from foundation import totp

log = structlog.get_logger()


def state(session: Session, user: User) -> dict[str, Any]:
    """As the person sees it."""
    return {
        "is_on": user.second_factor_at is not None,
        "since": moment(user.second_factor_at),
        "is_required": user.granted.requires_two_factor,
        "recovery_codes_left": recovery_codes.how_many_left(session, user.id),
    }


def begin(context: Context, user: User, password: str) -> dict[str, Any]:
    """A new secret, which counts once a code of it was confirmed.

    Raises Conflict `second_factor_on`, InvalidInput `wrong_password`.
    """
    if user.second_factor_at is not None:
        raise Conflict("second_factor_on", "A verificação em duas etapas já está ativa.")
    require_own_password(context, user, password)
    secret = totp.new_secret()
    with transaction(context.sessions) as session:
        session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
        session.add(SecondFactor(user_id=user.id, secret=seal(context.settings.session_key, user.id, secret)))
    address = totp.address_of(secret, shown_now(context).name, user.email)
    drawing = totp.draw(address)
    return {
        "secret": totp.as_text(secret),
        "address": address,
        "qr": {"size": drawing.size, "path": drawing.path},
    }


def confirm(context: Context, user: User, code: str) -> list[str]:
    """Switches it on; the recovery codes, shown this once.

    Raises InvalidInput `wrong_code`, Conflict `second_factor_on`, TooMany.
    """
    login_limits.count_code(context.redis, user.id)
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    hashes = recovery_codes.hashes_of(codes, salt)
    with transaction(context.sessions) as session:
        if not _take_code(context, session, user.id, code):
            raise wrong_code()
        switched = update(User).where(User.id == user.id, User.second_factor_at.is_(None))
        if not changed_one(session.execute(switched.values(second_factor_at=utc_now()))):
            raise Conflict("second_factor_on", "A verificação em duas etapas já está ativa.")
        _keep_codes(session, user.id, hashes, salt)
        note(session, "user.second_factor_on", ("user", user.id))
        queue_mail(context, session, user.id, SECOND_FACTOR_ON)
    login_limits.forgive_codes(context.redis, user.id)
    send_soon(context)
    return codes


def passes(context: Context, user: User, code: str) -> bool:
    """Whether `code` is one of the app's, or a recovery code, and was not used before.

    Count the attempt first (login_limits.count_code).
    """
    digits = code.replace(" ", "")
    if len(digits) == totp.DIGITS and digits.isdigit():
        with transaction(context.sessions) as session:
            return _take_code(context, session, user.id, digits)
    if not recovery_codes.is_recovery_code(code):
        return False
    with context.sessions() as session:
        row = session.get(SecondFactor, user.id)
    if row is None or row.recovery_salt is None:
        return False
    [code_hash] = recovery_codes.hashes_of([code], row.recovery_salt)
    with transaction(context.sessions) as session:
        is_good = recovery_codes.use(session, user.id, code_hash)
        if is_good:
            note(session, "user.recovery_code_used", ("user", user.id))
        return is_good


def renew_codes(context: Context, user: User, password: str) -> list[str]:
    """Ten new ones: the old are void. Raises InvalidInput `wrong_password`, Conflict `second_factor_off`."""
    if user.second_factor_at is None:
        raise Conflict("second_factor_off", "A verificação em duas etapas não está ativa.")
    require_own_password(context, user, password)
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    hashes = recovery_codes.hashes_of(codes, salt)
    with transaction(context.sessions) as session:
        _keep_codes(session, user.id, hashes, salt)
        note(session, "user.recovery_codes_renewed", ("user", user.id))
    return codes


def remove_own(context: Context, user: User, password: str) -> None:
    """Raises InvalidInput `wrong_password`, Conflict `second_factor_kept` where the role asks for it."""
    if user.granted.requires_two_factor:
        raise Conflict("second_factor_kept", "O seu perfil exige a verificação em duas etapas.")
    require_own_password(context, user, password)
    with transaction(context.sessions) as session:
        remove(context, session, user.id)
    send_soon(context)


def remove(context: Context, session: Session, user_id: int) -> None:
    """Takes the app and its codes away, and tells the person."""
    switched = update(User).where(User.id == user_id, User.second_factor_at.is_not(None))
    if changed_one(session.execute(switched.values(second_factor_at=None))):
        note(session, "user.second_factor_off", ("user", user_id))
        queue_mail(context, session, user_id, SECOND_FACTOR_OFF)
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    recovery_codes.replace(session, user_id, [])


def wrong_code() -> InvalidInput:
    """For whoever is signed in."""
    return InvalidInput("wrong_code", "Código incorreto. Confira o código atual no aplicativo.")


def _take_code(context: Context, session: Session, user_id: int, code: str) -> bool:
    """Each code is good once, also when two requests bring it at the same moment."""
    row = session.get(SecondFactor, user_id)
    secret = unseal(context.settings.session_key, user_id, row.secret) if row else None
    if secret is None:
        log.warning("second factor does not open", user_id=user_id, is_there=row is not None)
        return False
    step = totp.step_of(secret, code.replace(" ", ""), time.time())
    return step is not None and changed_one(
        session.execute(
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
            .values(last_step=step)
        )
    )


def _keep_codes(session: Session, user_id: int, hashes: list[str], salt: str) -> None:
    recovery_codes.replace(session, user_id, hashes)
    session.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(recovery_salt=salt))
