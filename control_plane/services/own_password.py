"""One's own password: shown to be known before anything about the account changes, and changed."""

from sqlalchemy import delete

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import InvalidInput
from control_plane.models import OperatorInvitation
from control_plane.services.audit import record
from control_plane.services.lockout import PASSWORD_REFUSED, refuse_guessing
from control_plane.services.operator_rows import get_operator
from control_plane.services.operator_sessions import end_sessions
from control_plane.services.passwords import check_new_password, hash_password, verify_password


class OwnPassword:
    """Of the operator who asks."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def require(self, actor: Actor, password: str) -> str:
        """The stored hash, which `password` made: whoever only found a browser open goes no further.

        Guessing is slowed like signing in. Raises InvalidInput `wrong_password`, TooMany.
        """
        with transaction(self._sessions) as session:
            refuse_guessing(session, actor.name, actor.remote_address)
            stored = get_operator(session, actor.operator_id).password_hash or ""
        is_right = verify_password(stored, password)  # slow: no transaction waits for it
        with transaction(self._sessions) as session:
            refuse_guessing(session, actor.name, actor.remote_address)
            if is_right and get_operator(session, actor.operator_id).password_hash == stored:
                return stored
            record(session, actor, PASSWORD_REFUSED)
        problem = "That is not your password."
        raise InvalidInput("wrong_password", problem, fields={"current": problem})

    def change(self, actor: Actor, current: str, new: str) -> None:
        """Ends every session but the one that asks; API tokens stay.

        Raises InvalidInput (`wrong_password`, `weak_password`), TooMany.
        """
        check_new_password(new, actor.name)
        self.require(actor, current)
        fresh = hash_password(new)
        with transaction(self._sessions) as session:
            operator = get_operator(session, actor.operator_id)
            operator.password_hash = fresh
            session.execute(delete(OperatorInvitation).where(OperatorInvitation.operator_id == operator.id))
            end_sessions(session, operator.id, but=actor.session_id)
            record(session, actor, "password_changed")
