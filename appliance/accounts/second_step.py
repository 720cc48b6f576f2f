"""The second step of a login: the code, once the password was right."""

from appliance.accounts import history, login_limits, second_factor
from appliance.accounts.models import User
from appliance.accounts.people import with_rights
from appliance.accounts.tokens import Challenge
from appliance.accounts.visitor import Visitor
from appliance.context import Context
from appliance.errors import NotAuthenticated


def pass_second_factor(context: Context, challenge: Challenge, code: str, visitor: Visitor) -> User:
    """Who this is. Raises NotAuthenticated (`wrong_code`, `challenge_expired`), TooMany `too_many_logins`."""
    login_limits.count_code(context.redis, challenge.user_id)
    with context.sessions() as session:
        user = session.get(User, challenge.user_id, options=with_rights())
    if user is None or not user.is_active or user.session_version != challenge.session_version:
        raise NotAuthenticated("challenge_expired", "Passou tempo demais. Entre de novo.")
    if not second_factor.passes(context, user, code):
        history.remember(context.sessions, user.id, history.WRONG_CODE, visitor)
        raise NotAuthenticated("wrong_code", "Código incorreto. Confira o código atual no aplicativo.")
    login_limits.forgive_codes(context.redis, user.id)
    return user
