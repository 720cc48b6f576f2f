"""What was seen, judged: a line for each thing that may be amiss, in the order in which to mend them."""

from typing import Any, Final

from appliance.channel.seen import ERROR, OK, UNKNOWN, WARNING, Here, Item, Json, Refused, Seen
from appliance.whatsapp.fields import get, items, text

SCOPES: Final = ("whatsapp_business_management", "whatsapp_business_messaging")
SOON: Final = 14 * 24 * 3600.0
"""A token that ends within two weeks is to be replaced."""
_NAME = {
    "APPROVED": OK,
    "AVAILABLE_WITHOUT_REVIEW": OK,
    "PENDING_REVIEW": WARNING,
    "NONE": WARNING,
    "EXPIRED": ERROR,
    "DECLINED": ERROR,
}
_QUALITY = {"GREEN": OK, "YELLOW": WARNING, "RED": ERROR}
_STATUS = {
    "CONNECTED": OK,
    "PENDING": WARNING,
    "FLAGGED": WARNING,
    "RATE_LIMITED": WARNING,
    "RESTRICTED": ERROR,
    "BANNED": ERROR,
    "DISCONNECTED": ERROR,
    "DELETED": ERROR,
    "MIGRATED": ERROR,
    "UNVERIFIED": ERROR,
}
_HEALTH = {"AVAILABLE": OK, "LIMITED": WARNING, "BLOCKED": ERROR}
_REVIEW = {"APPROVED": OK, "PENDING": WARNING, "REJECTED": ERROR}


def judge(seen: Seen, here: Here) -> list[Item]:
    """All the lines. A word of Meta's that nobody foresaw is told as it is, and its line is unknown."""
    return [
        _reach(seen),
        _token(seen, here.now),
        _number(seen),
        _health(seen),
        _quality(seen),
        _name(seen),
        _limit(seen),
        _throughput(seen),
        _account(seen),
        _subscription(seen),
        _webhook(seen, here.callback),
        _received(here),
        _sending(here),
    ]


def _reach(seen: Seen) -> Item:
    """Any answer is one, a refusal too."""
    asked = (seen.number, seen.token)
    return (
        Item("reach", OK, "ok")
        if any(one is not None for one in asked)
        else Item("reach", ERROR, "no_answer")
    )


def _token(seen: Seen, now: float) -> Item:
    bad = next((one for one in seen.refusals() if one.why in {"token", "permission"}), None)
    if bad is not None:
        return Item("token", ERROR, f"{bad.why}_refused", {"said": bad.said})
    told = seen.token
    if not isinstance(told, dict):
        return Item("token", OK, "works") if isinstance(seen.number, dict) else _nothing("token")
    if told.get("is_valid") is not True:
        return Item("token", ERROR, "token_refused")
    scopes = [one for one in items(told.get("scopes")) if isinstance(one, str)]
    facts: Json = {"scopes": scopes, "expires_at": _ends(told)}
    lacking = [one for one in SCOPES if one not in scopes]
    if lacking:
        return Item("token", ERROR, "scope_missing", facts | {"missing": lacking})
    ends = facts["expires_at"]
    if ends is not None and ends - now < SOON:
        return Item("token", WARNING, "ends_soon", facts)
    return Item("token", OK, "for_ever" if ends is None else "valid", facts)


def _ends(told: Json) -> float | None:
    """The sooner of both; 0 is never (Graph API, debug_token)."""
    ends = [told.get("expires_at"), told.get("data_access_expires_at")]
    known = [
        float(one) for one in ends if isinstance(one, int | float) and not isinstance(one, bool) and one > 0
    ]
    return min(known, default=None)


def _number(seen: Seen) -> Item:
    if isinstance(seen.number, Refused) and seen.number.why == "number":
        return Item("number", ERROR, "no_number")
    return _by_word("number", seen.number, "status", _STATUS)


def _health(seen: Seen) -> Item:
    if not isinstance(seen.route, dict):
        return _nothing("health")
    health = seen.route.get("health_status")
    word = text(get(health, "can_send_message"), 20) or ""
    errors = [
        {"said": text(get(one, "error_description"), 300), "advice": text(get(one, "possible_solution"), 300)}
        for entity in items(get(health, "entities"))
        for one in items(get(entity, "errors"))
    ]
    if word not in _HEALTH:
        return _nothing("health")
    return Item("health", _HEALTH[word], word.lower(), {"errors": errors[:5]} if errors else {})


def _quality(seen: Seen) -> Item:
    """NA and UNKNOWN: too few messages yet to tell."""
    if isinstance(seen.number, dict) and seen.number.get("quality_rating") in {"NA", "UNKNOWN"}:
        return Item("quality", OK, "not_rated")
    return _by_word("quality", seen.number, "quality_rating", _QUALITY)


def _name(seen: Seen) -> Item:
    item = _by_word("name", seen.number, "name_status", _NAME)
    name = text(get(seen.number, "verified_name"), 160) if isinstance(seen.number, dict) else None
    return Item(item.name, item.state, item.code, item.facts | ({"name": name} if name else {}))


def _limit(seen: Seen) -> Item:
    """How many customers a day may be written to first. Few is where everybody begins: no fault."""
    word = _word(seen.number, "whatsapp_business_manager_messaging_limit")
    if word is None or not word.startswith("TIER_"):
        return _nothing("limit")
    return Item("limit", OK, "few" if word in {"TIER_50", "TIER_250"} else "ok", {"tier": word})


def _throughput(seen: Seen) -> Item:
    if not isinstance(seen.number, dict):
        return _nothing("throughput")
    level = text(get(seen.number.get("throughput"), "level"), 40)
    if seen.number.get("is_on_biz_app") is True:
        return Item("throughput", OK, "shared", {"level": level})
    return (
        Item("throughput", OK, level.lower(), {}) if level in {"STANDARD", "HIGH"} else _nothing("throughput")
    )


def _account(seen: Seen) -> Item:
    item = _by_word("account", seen.account, "account_review_status", _REVIEW)
    if not isinstance(seen.account, dict):
        return item
    verified = text(seen.account.get("business_verification_status"), 40)
    facts = {"name": text(seen.account.get("name"), 160), "verification": verified}
    code = item.code
    if item.state == OK and verified:
        code = "verified" if verified.upper() == "VERIFIED" else "unverified"
    return Item("account", item.state, code, item.facts | facts)


def _subscription(seen: Seen) -> Item:
    """Without our app among them no webhook is ever sent."""
    if not isinstance(seen.apps, list):
        return _nothing("subscription")
    ours = text(get(seen.token, "app_id"), 40) if isinstance(seen.token, dict) else None
    ids = [text(get(one, "whatsapp_business_api_data", "id"), 40) for one in seen.apps]
    is_there = ours in ids if ours else bool(ids)
    return Item("subscription", OK, "ok") if is_there else Item("subscription", ERROR, "missing")


def _webhook(seen: Seen, callback: str) -> Item:
    """The number's own address goes before the account's, that before the app's (Meta: webhooks/override)."""
    if not isinstance(seen.route, dict):
        return _nothing("webhook", {"callback": callback})
    configured = seen.route.get("webhook_configuration")
    places = ("phone_number", "whatsapp_business_account", "application")
    found = next((url for place in places if (url := text(get(configured, place), 500))), None)
    facts = {"callback": callback, "found": found}
    if found is None:
        return Item("webhook", ERROR, "missing", facts)
    return (
        Item("webhook", OK, "ok", facts) if found == callback else Item("webhook", ERROR, "elsewhere", facts)
    )


def _received(here: Here) -> Item:
    facts = {"at": here.received_at}
    return (
        Item("received", OK, "ok", facts) if here.received_at else Item("received", WARNING, "never", facts)
    )


def _sending(here: Here) -> Item:
    facts = {"sent_at": here.sent_at, "failed_at": here.failed_at}
    if here.stopped is not None:
        return Item("sending", ERROR, "stopped", facts | {"reason": here.stopped})
    if here.failed_at is not None and (here.sent_at is None or here.failed_at > here.sent_at):
        return Item("sending", WARNING, "last_failed", facts)
    return Item("sending", OK, "ok" if here.sent_at else "nothing_yet", facts)


def _by_word(name: str, answer: Any, field: str, known: dict[str, str]) -> Item:
    word = _word(answer, field)
    if word is None:
        return _nothing(name)
    state = known.get(word)
    return Item(name, state, word.lower()) if state else Item(name, UNKNOWN, "other", {"word": word})


def _word(answer: Any, field: str) -> str | None:
    return text(answer.get(field), 60) if isinstance(answer, dict) else None


def _nothing(name: str, facts: Json | None = None) -> Item:
    return Item(name, UNKNOWN, "not_told", facts or {})
