"""What was seen, judged: a line for each thing that may be amiss, in the order in which to mend them."""

from typing import Any, Final

from control_plane.whatsapp.graph import Json, Refused
from control_plane.whatsapp.seen import ERROR, OK, UNKNOWN, WARNING, Item, Seen

SCOPES: Final = ("whatsapp_business_management", "whatsapp_business_messaging")
SOON_DAYS, LAST_DAYS = 14, 3
"""A token that ends so soon is to be replaced; and then nothing else comes first."""
_DAY = 86400.0
_STATUS: Final = {
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
_QUALITY: Final = {"GREEN": OK, "NA": OK, "UNKNOWN": OK, "YELLOW": WARNING, "RED": ERROR}
_NAME: Final = {
    "APPROVED": OK,
    "AVAILABLE_WITHOUT_REVIEW": OK,
    "PENDING_REVIEW": WARNING,
    "NONE": WARNING,
    "EXPIRED": ERROR,
    "DECLINED": ERROR,
}
_REVIEW: Final = {"APPROVED": OK, "PENDING": WARNING, "REJECTED": ERROR}
_HEALTH: Final = {"AVAILABLE": OK, "LIMITED": WARNING, "BLOCKED": ERROR}
_PLACES = ("phone_number", "whatsapp_business_account", "application")
"""Whose callback counts, the first that is set (Meta: webhooks/override)."""


def judge(seen: Seen, phone_number_id: str, callback: str | None, now: float) -> list[Item]:
    """All the lines; `callback`: where webhooks must arrive, None for a number that has no tenant yet.
    `now`: seconds since 1970. A word of Meta's that nobody foresaw is told as it is, its line is unknown.
    """
    if not seen.is_answered:
        return [Item("reach", ERROR, "no_answer")]
    return [
        Item("reach", OK, "ok"),
        _token(seen, now),
        _scopes(seen),
        _app_secret(seen),
        _account(seen),
        _number(seen, phone_number_id),
        _by_word("registration", seen.number, "status", _STATUS),
        _subscription(seen, is_new=callback is None),
        _callback(seen, callback),
        _by_word("name", seen.number, "name_status", _NAME),
        _by_word("quality", seen.number, "quality_rating", _QUALITY),
        _limit(seen),
        _health(seen),
    ]


def _token(seen: Seen, now: float) -> Item:
    bad = next((each for each in seen.refusals() if each.why in {"token", "permission"}), None)
    if bad is not None:
        return Item("token", ERROR, f"{bad.why}_refused", {"said": _ended(bad.said)})
    if not isinstance(seen.token, dict):
        works = isinstance(seen.number, dict)
        return Item("token", OK, "works") if works else _not_told("token")
    if seen.token.get("is_valid") is not True:
        return Item("token", ERROR, "token_refused", {"said": ""})
    ends = _ends(seen.token)
    if ends is None:
        return Item("token", OK, "for_ever")
    days = int((ends - now) // _DAY)
    if days < SOON_DAYS:
        return Item("token", ERROR if days < LAST_DAYS else WARNING, "ends_soon", {"days": max(days, 0)})
    return Item("token", OK, "valid", {"days": days})


def _ends(told: Json) -> float | None:
    """The sooner of both; 0 is never (Graph API, debug_token)."""
    moments = [told.get("expires_at"), told.get("data_access_expires_at")]
    known = [
        float(each)
        for each in moments
        if isinstance(each, int | float) and not isinstance(each, bool) and each > 0
    ]
    return min(known, default=None)


def _scopes(seen: Seen) -> Item:
    """An empty list is an answer, except of a token that counts for nothing: that lists none either."""
    told = seen.token if isinstance(seen.token, dict) else {}
    scopes = told.get("scopes") if told.get("is_valid") is True else None
    if not isinstance(scopes, list):
        return _not_told("scopes")
    missing = [scope for scope in SCOPES if scope not in scopes]
    if missing:
        return Item("scopes", ERROR, "missing", {"missing": ", ".join(missing)})
    return Item("scopes", OK, "ok")


def _app_secret(seen: Seen) -> Item:
    if seen.proof is True:
        return Item("app_secret", OK, "ok")
    is_wrong = isinstance(seen.proof, Refused) and seen.proof.code == 100 and seen.proof.why == "other"
    return Item("app_secret", ERROR, "wrong") if is_wrong else _not_told("app_secret")


def _account(seen: Seen) -> Item:
    if isinstance(seen.account, Refused) and seen.account.why == "object":
        return Item("account", ERROR, "none")
    return _by_word("account", seen.account, "account_review_status", _REVIEW)


def _number(seen: Seen, phone_number_id: str) -> Item:
    if isinstance(seen.number, Refused) and seen.number.why == "object":
        return Item("number", ERROR, "none")
    if not isinstance(seen.number, dict):
        return _not_told("number")
    facts = {name: _text(seen.number.get(name)) or "" for name in ("display_phone_number", "verified_name")}
    if isinstance(seen.numbers, list) and phone_number_id not in seen.numbers:
        return Item("number", ERROR, "elsewhere", facts)
    return Item("number", OK, "ok", facts)


def _subscription(seen: Seen, *, is_new: bool) -> Item:
    """Without our app among them no webhook is ever sent."""
    if not isinstance(seen.apps, list):
        return _not_told("subscription")
    ours = _text(seen.token.get("app_id")) if isinstance(seen.token, dict) else None
    if ours in seen.apps if ours else bool(seen.apps):
        return Item("subscription", OK, "ok")
    return Item("subscription", WARNING, "not_yet") if is_new else Item("subscription", ERROR, "missing")


def _callback(seen: Seen, callback: str | None) -> Item:
    if not isinstance(seen.route, dict):
        return _not_told("callback")
    configured = seen.route.get("webhook_configuration")
    urls = [_text(configured.get(place)) for place in _PLACES] if isinstance(configured, dict) else []
    found = next((url for url in urls if url), "")
    facts = {"found": found, "callback": callback or ""}
    if callback is None:
        is_own = bool(urls and urls[0])
        return Item("callback", WARNING, "taken", facts) if is_own else Item("callback", OK, "free", facts)
    if found == callback:
        return Item("callback", OK, "ok", facts)
    return Item("callback", ERROR, "elsewhere" if found else "missing", facts)


def _limit(seen: Seen) -> Item:
    """How many customers a day may be written to first. Few is where everybody begins: no fault."""
    word = (
        _text(seen.number.get("whatsapp_business_manager_messaging_limit"))
        if isinstance(seen.number, dict)
        else None
    )
    if word is None or not word.startswith("TIER_"):
        return _not_told("limit")
    return Item("limit", OK, "ok", {"tier": word.removeprefix("TIER_")})


def _health(seen: Seen) -> Item:
    health = seen.route.get("health_status") if isinstance(seen.route, dict) else None
    word = _text(health.get("can_send_message")) if isinstance(health, dict) else None
    if not isinstance(health, dict) or word not in _HEALTH:
        return _not_told("health")
    return Item("health", _HEALTH[word], word.lower(), {"said": " ".join(_reasons(health))[:600]})


def _reasons(health: Json) -> list[str]:
    entities = health.get("entities")
    listed = [each for each in entities if isinstance(each, dict)] if isinstance(entities, list) else []
    errors = [error for each in listed for error in each.get("errors") or [] if isinstance(error, dict)]
    said = [_text(error.get(name)) for error in errors for name in ("error_description", "possible_solution")]
    return [_ended(each) for each in said if each]


def _ended(said: str) -> str:
    """Meta leaves the full stop out of many a message, and what to do follows."""
    said = said.strip()
    return said if not said or said[-1] in ".!?…" else f"{said}."


def _by_word(name: str, answer: Any, field: str, known: dict[str, str]) -> Item:
    word = _text(answer.get(field)) if isinstance(answer, dict) else None
    if word is None:
        return _not_told(name)
    state = known.get(word)
    return Item(name, state, word.lower()) if state else Item(name, UNKNOWN, "other", {"word": word})


def _text(value: Any) -> str | None:
    return value[:300] if isinstance(value, str) and value else None


def _not_told(name: str) -> Item:
    return Item(name, UNKNOWN, "not_told")
