"""`/api/v1/notifications`: what one wants to be told of, and in which browsers. Everybody's own alone."""

from typing import Any

from flask_smorest import Blueprint

from appliance.accounts.access import current_sign_in, current_user, requires
from appliance.accounts.permissions import SELF
from appliance.current import current_context
from appliance.push import browsers, choices, identity
from appliance.push import schemas as given
from appliance.push.browsers import Subscription

blueprint = Blueprint(
    "notifications",
    __name__,
    url_prefix="/api/v1/notifications",
    description="What one is told of, and where.",
)


@blueprint.get("")
@requires(SELF)
@blueprint.response(200, given.NotificationsSchema)
def show_notifications() -> dict[str, Any]:
    """One's choices, and the browsers that are told while no inbox is open."""
    user = current_user()
    with current_context().sessions() as session:
        return {
            "choices": choices.choices_of(session, user.id),
            "tones": choices.TONES,
            "browsers": browsers.list_own(session, user, current_sign_in().sign_in_id),
        }


@blueprint.put("/choices")
@requires(SELF)
@blueprint.arguments(given.NotificationChoicesSchema)
@blueprint.response(200, given.NotificationChoicesSchema)
def change_choices(body: dict[str, Any]) -> dict[str, Any]:
    """All of them; they hold in every browser."""
    return choices.change_own(current_context().sessions, current_user(), body)


@blueprint.get("/key")
@requires(SELF)
@blueprint.response(200, given.PushKeySchema)
def show_key() -> dict[str, str]:
    """The public key that browsers subscribe for."""
    return {"public_key": identity.public_key(current_context())}


@blueprint.post("/browsers")
@requires(SELF)
@blueprint.arguments(given.SubscriptionSchema)
@blueprint.response(201, given.PushBrowserSchema)
def add_browser(body: dict[str, Any]) -> dict[str, Any]:
    """Tells this browser from now on, until this sign-in ends."""
    subscription = Subscription(body["endpoint"], **body["keys"])
    return browsers.add(
        current_context().sessions, current_user(), current_sign_in().sign_in_id, subscription
    )


@blueprint.delete("/browsers/<int:browser_id>")
@requires(SELF)
@blueprint.response(204)
def remove_browser(browser_id: int) -> None:
    """Tells it no more."""
    browsers.remove(current_context().sessions, current_user(), browser_id)


@blueprint.post("/browsers/<int:browser_id>/test")
@requires(SELF)
@blueprint.response(202)
def test_browser(browser_id: int) -> None:
    """Sends it a notice to look at."""
    browsers.test(current_context(), current_user(), browser_id)
