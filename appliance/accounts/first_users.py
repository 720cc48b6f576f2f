"""The first people of a new tenant, from the `first_users` secret."""

import json

from marshmallow import ValidationError
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.accounts.schemas import NewUserSchema
from appliance.accounts.users import NewUser, UserChange, change_user, create_user
from appliance.database import Sessions
from appliance.errors import InvalidInput


def create_first_users(sessions: Sessions, document: str, *, takes_over: bool = False) -> list[str]:
    """Creates those who are missing and returns their e-mails; run again it changes nobody.

    `takes_over`: whoever is there already, as in a copied database, gets this password and role, once more
    each time.

    `document`: JSON list of {name, email, password, role}. Raises InvalidInput.
    """
    try:
        people = json.loads(document)
        loaded = [NewUserSchema().load(person) for person in people] if isinstance(people, list) else None
    except (ValueError, ValidationError) as error:
        raise InvalidInput("first_users", f"The list of first users is not usable: {error}") from error
    if loaded is None:
        raise InvalidInput("first_users", "The first users are not a list.")
    created = []
    for fields in loaded:
        new = NewUser(**fields)
        with sessions() as session:
            known = session.scalar(select(User.id).where(User.email == new.email))
        if known is None:
            create_user(sessions, new)
            created.append(new.email)
        elif takes_over:
            change_user(sessions, known, UserChange(password=new.password, role=new.role, is_active=True))
    return created
