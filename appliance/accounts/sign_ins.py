"""Signing in, staying signed in and signing out. Every way in is one row of `sign_ins`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from appliance.accounts import history
from appliance.accounts.changes import changed_one
from appliance.accounts.models import RefreshToken, SignIn, User
from appliance.accounts.passwords import (
    NOBODYS_HASH,
    hash_password,
    needs_rehash,
    verify_password,
)
from appliance.accounts.people import with_rights
from appliance.accounts.tokens import (
    AccessClaim,
    random_token,
    read_access_token,
    sign_access_token,
    token_hash,
)
from appliance.accounts.visitor import Visitor
from appliance.database import Sessions, transaction, utc_now
from appliance.errors import NotAuthenticated

REFRESH_LIFE = timedelta(days=7)
ABSOLUTE_LIMIT = timedelta(days=30)
IDLE_LIMIT = timedelta(hours=12)
IDLE_LIMIT_REMEMBERED = timedelta(days=7)
SEEN_STEP = timedelta(minutes=1)
DISABLED, ACCESS_CHANGED = "disabled", "access_changed"
"""Why a sign-in ended that nobody ended."""

log = structlog.get_logger()


@dataclass(frozen=True)
class SignedIn:
    """Who is asking, and by which sign-in; `cookie` is None for bearer tokens."""

    user: User
    sign_in_id: int
    """0 for an API token: there is none."""
    cookie: str | None
    api_token: str | None = None
    """Its name, when a program asks by one."""
    support_access_id: int | None = None
    """When it is the platform's support that asks."""


@dataclass(frozen=True)
class Tokens:
    """What a login or a refresh gives; `cookie` only at login."""

    user: User
    access_token: str
    refresh_token: str
    cookie: str = ""


def check_password(sessions: Sessions, email: str, password: str, visitor: Visitor) -> User:
    """Who this is, with their rights. Raises NotAuthenticated `wrong_credentials`, the same for every cause
    and as slowly: each costs one hash and one row of the history.
    """
    with sessions() as session:
        user = session.scalar(select(User).where(User.email == email).options(*with_rights()))
    stored = user.password_hash if user else None
    matches = verify_password(stored or NOBODYS_HASH, password)
    if user is None or stored is None or not matches or not user.is_active:
        history.remember(sessions, user.id if user else None, _why_refused(user, matches=matches), visitor)
        log.info("sign_in_refused", user_id=user.id if user else None)
        raise NotAuthenticated("wrong_credentials", "E-mail ou senha incorretos.")
    if needs_rehash(stored):
        new_hash = hash_password(password)
        with transaction(sessions) as session:
            session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
    return user


def _why_refused(user: User | None, *, matches: bool) -> str:
    if user is None:
        return history.UNKNOWN
    if user.password_hash is None:
        return history.NOT_ACCEPTED_YET
    return history.INACTIVE if matches else history.WRONG_PASSWORD


def start(sessions: Sessions, session_key: str, user: User, visitor: Visitor, *, remember: bool) -> Tokens:
    """A new sign-in of somebody who proved who they are."""
    with transaction(sessions) as session:
        tokens = add(session, session_key, user, visitor, remember=remember)
    log.info("signed_in", user_id=user.id)
    return tokens


def add(
    session: Session,
    session_key: str,
    user: User,
    visitor: Visitor,
    *,
    remember: bool = False,
    until: datetime | None = None,
    support_access_id: int | None = None,
) -> Tokens:
    """The same in this transaction; cookie and tokens are good until then, or for the absolute limit."""
    cookie = random_token()
    now = utc_now()
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at < now))
    session.execute(update(User).where(User.id == user.id).values(last_seen_at=now))
    row = SignIn(
        user_id=user.id,
        session_version=user.session_version,
        cookie_hash=token_hash(cookie),
        is_remembered=remember,
        address=visitor.address,
        agent=visitor.agent,
        expires_at=until or now + ABSOLUTE_LIMIT,
        support_access_id=support_access_id,
    )
    session.add(row)
    history.add(session, user.id, history.SIGNED_IN, visitor)
    session.flush()
    refresh_token = _new_refresh_token(session, row)
    return Tokens(user, _access_token(session_key, row), refresh_token, cookie)


def refresh(sessions: Sessions, session_key: str, refresh_token: str) -> Tokens:
    """Changes a refresh token for a new pair, once. A second use revokes the whole sign-in.

    Raises NotAuthenticated `invalid_refresh_token`.
    """
    refused = NotAuthenticated("invalid_refresh_token", "Entre de novo.")
    now = utc_now()
    with transaction(sessions) as session:
        found = session.execute(
            select(RefreshToken, SignIn, User)
            .join(SignIn, SignIn.id == RefreshToken.sign_in_id)
            .join(User, User.id == SignIn.user_id)
            .where(RefreshToken.token_hash == token_hash(refresh_token))
        ).one_or_none()
        if found is None:
            raise refused
        token, row, user = found
        is_first_use = changed_one(
            session.execute(
                update(RefreshToken)
                .where(RefreshToken.id == token.id, RefreshToken.used_at.is_(None))
                .values(used_at=now)
            )
        )
        if is_first_use and token.expires_at > now and _holds(row, user):
            new_token = _new_refresh_token(session, row)
            row.seen_at = now
            return Tokens(user, _access_token(session_key, row), new_token)
        if not is_first_use:
            log.warning("refresh_token_reused", user_id=user.id, sign_in_id=row.id)
            _revoke(session, row.id)
    raise refused


def sign_out(sessions: Sessions, sign_in_id: int) -> None:
    """Ends this sign-in: its cookie, access tokens and refresh tokens."""
    with transaction(sessions) as session:
        _revoke(session, sign_in_id)


def holding(session: Session, sign_in_ids: set[int]) -> set[int]:
    """Those of `sign_in_ids` that are neither revoked nor past their limit, of people who still may."""
    return set(
        session.scalars(
            select(SignIn.id).join(User, User.id == SignIn.user_id).where(SignIn.id.in_(sign_in_ids), holds())
        )
    )


def holds() -> ColumnElement[bool]:
    """Of rows joined with User: neither revoked nor past its limit, of somebody who still may."""
    return and_(
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > utc_now(),
        SignIn.session_version == User.session_version,
        User.is_active.is_(True),
    )


def by_access_token(sessions: Sessions, session_key: str, token: str) -> SignedIn | None:
    """None unless the token is ours, fresh, and its sign-in still holds."""
    claim = read_access_token(session_key, token)
    if claim is None:
        return None
    found = _find(sessions, SignIn.id == claim.sign_in_id)
    if found is None:
        return None
    row, user = found
    if user.id != claim.user_id or claim.session_version != row.session_version:
        return None
    return SignedIn(user, row.id, None, support_access_id=row.support_access_id)


def by_cookie(sessions: Sessions, cookie: str) -> SignedIn | None:
    """None when unknown, revoked, idle for too long or past the absolute limit."""
    found = _find(sessions, SignIn.cookie_hash == token_hash(cookie))
    if found is None:
        return None
    row, user = found
    now = utc_now()
    if now - row.seen_at > (IDLE_LIMIT_REMEMBERED if row.is_remembered else IDLE_LIMIT):
        return None
    if now - row.seen_at > SEEN_STEP:
        with transaction(sessions) as session:
            session.execute(update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
            session.execute(update(User).where(User.id == user.id).values(last_seen_at=now))
    return SignedIn(user, row.id, cookie, support_access_id=row.support_access_id)


def why_ended(sessions: Sessions, cookie: str) -> str | None:
    """Of a cookie that lets nobody in any more: `disabled` or `access_changed`, None if neither ended it.

    Whoever holds the cookie was that person; nobody else learns anything.
    """
    with sessions() as session:
        found = session.execute(
            select(User.is_active, User.session_version, SignIn.session_version)
            .join(SignIn, SignIn.user_id == User.id)
            .where(SignIn.cookie_hash == token_hash(cookie), SignIn.revoked_at.is_(None))
        ).one_or_none()
    if found is None:
        return None
    is_active, now, then = found
    if not is_active:
        return DISABLED
    return ACCESS_CHANGED if now != then else None


def _find(sessions: Sessions, condition: ColumnElement[bool]) -> tuple[SignIn, User] | None:
    with sessions() as session:
        found = session.execute(
            select(SignIn, User)
            .join(User, User.id == SignIn.user_id)
            .options(*with_rights())
            .where(condition)
        ).one_or_none()
    if found is None or not _holds(found[0], found[1]):
        return None
    return found[0], found[1]


def _holds(row: SignIn, user: User) -> bool:
    return (
        row.revoked_at is None
        and row.expires_at > utc_now()
        and user.is_active
        and row.session_version == user.session_version
    )


def _access_token(session_key: str, row: SignIn) -> str:
    return sign_access_token(session_key, AccessClaim(row.id, row.user_id, row.session_version))


def _new_refresh_token(session: Session, row: SignIn) -> str:
    token = random_token()
    session.add(
        RefreshToken(sign_in_id=row.id, token_hash=token_hash(token), expires_at=utc_now() + REFRESH_LIFE)
    )
    return token


def _revoke(session: Session, sign_in_id: int) -> None:
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
