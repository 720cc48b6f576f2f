"""A desk with something on it: what the pictures in docs/screenshots show, and what tests look at.

Made over the public APIs alone, as people and customers would; a repeat adds only what is missing.
"""

from demo.calls import Calls, Json
from demo.showcase.desk import furnish
from demo.showcase.talks import talk


def fill(demo: Json) -> Json:
    """`demo` is what `make demo` wrote. Returns ids by name. Raises DemoError."""
    admin = signed_in(demo["tenant"]["url"], demo["tenant"])
    attendant = signed_in(demo["tenant"]["url"], demo["attendant"])
    desk = furnish(admin)
    return desk | talk(demo, admin, attendant, desk)


def signed_in(url: str, login: Json) -> Calls:
    """The tenant's API as one of its people."""
    who = {"email": login["email"], "password": login["password"]}
    return Calls(url, Calls(url).post("/api/v1/auth/login", who)["access_token"])
