"""One's own password: asked again before what a forgotten open browser must not do, and changed."""

from sqlalchemy import update

from appliance.accounts import sessions as people_sessions
from appliance.accounts.links import PASSWORD_RESET, void_links
from appliance.accounts.models import User
from appliance.accounts.passwords import check_new_password, hash_password, verify_password
from appliance.accounts.rate_limits import once_more
from appliance.audit.recording import note
from appliance.context import Context
from appliance.database import transaction
from appliance.errors import InvalidInput
from appliance.mail.outbox import PASSWORD_CHANGED, queue_mail, send_soon

MOST, SECONDS = 10, 600


def require_own_password(context: Context, user: User, password: str) -> None:
    """Raises InvalidInput `wrong_password`; TooMany after ten in ten minutes."""
    once_more(context.redis, "own-password", str(user.id), most=MOST, seconds=SECONDS)
    if not verify_password(user.password_hash or "", password):
        raise InvalidInput("wrong_password", "A senha atual não confere.")


def own_words(context: Context, name: str, email: str) -> list[str]:
    """What a person's password may not be made of."""
    return [name, email, context.settings.tenant.name, context.settings.tenant.slug]


def change_own(context: Context, user: User, current: str, new: str, sign_in_id: int) -> None:
    """All sessions but this one end. Raises InvalidInput (`wrong_password`, `weak_password`)."""
    require_own_password(context, user, current)
    check_new_password(new, own_words(context, user.name, user.email))
    new_hash = hash_password(new)
    with transaction(context.sessions) as session:
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        void_links(session, user.id, PASSWORD_RESET)
        note(session, "user.password_changed", ("user", user.id))
        queue_mail(context, session, user.id, PASSWORD_CHANGED)
    people_sessions.end_all(context, user, but=sign_in_id)
    send_soon(context)
