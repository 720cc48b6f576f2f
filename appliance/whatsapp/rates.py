"""How many messages a second the number may send: by the settings, else as Meta says of it.

Meta, throughput: 80 by default, 1,000 for numbers it raised, 20 for one that is also in the WhatsApp
Business app (coexistence).
"""

from time import monotonic
from typing import Any, Final, cast

import redis
import structlog

from appliance.context import Context
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable

STANDARD: Final = 80.0
RAISED: Final = 1000.0
COEXISTENCE: Final = 20.0
"""Also the pace of a number not known yet."""
KEY = "sending:per_second"
COEXISTENCE_KEY = "sending:coexistence"
KNOWN_SECONDS = 6 * 3600
SAID_SECONDS = 30 * 86400
AGAIN_SECONDS = 600.0

log = structlog.get_logger()


def rate_of(number: dict[str, Any]) -> float:
    """What Meta's answer about the number means."""
    throughput = number.get("throughput")
    level = throughput.get("level") if isinstance(throughput, dict) else None
    if number.get("is_on_biz_app") is True:
        return COEXISTENCE
    return RAISED if level == "HIGH" else STANDARD


def note_coexistence(context: Context) -> None:
    """The number's phone told something of itself: only a coexistence number's does."""
    try:
        if not context.redis.get(COEXISTENCE_KEY):
            context.redis.set(COEXISTENCE_KEY, "1", ex=SAID_SECONDS)
            context.redis.delete(KEY)
    except redis.RedisError as error:
        log.info("coexistence not noted", reason=type(error).__name__)


def ask_anew(context: Context) -> None:
    """Meta has changed how fast the number may send: whoever sends asks for it, within AGAIN_SECONDS."""
    try:
        context.redis.delete(KEY)
    except redis.RedisError as error:
        log.info("throughput not forgotten", reason=type(error).__name__)


class Rate:
    """Asked of Meta once there is something to gain by it: a few messages leave slowly enough anyway."""

    def __init__(self, context: Context, client: GraphClient) -> None:
        self._context = context
        self._client = client
        self._fixed = context.settings.whatsapp.messages_per_second
        self._known: float | None = None
        self._ask_at = 0.0

    def per_second(self) -> float:
        """What to go by now."""
        return float(self._fixed) if self._fixed else self._known or COEXISTENCE

    def is_to_be_asked(self) -> bool:
        """Whether `learn` would be worth a call; True once, then not until it is old."""
        if self._fixed or monotonic() < self._ask_at:
            return False
        self._ask_at = monotonic() + AGAIN_SECONDS
        return True

    def learn(self) -> None:
        """From what another process learned, else from Meta; without an answer it is the usual."""
        known = self._kept()
        if known is None:
            try:
                known = rate_of(self._client.throughput())
            except (GraphError, NoAnswer, Unreachable) as error:
                log.info("throughput not learned", reason=str(error)[:200])
                self._known = self._known or self._by_webhooks() or STANDARD
                return
            self._keep(known)
        self._known = known

    def _kept(self) -> float | None:
        try:
            found = cast(bytes | None, self._context.redis.get(KEY))
        except redis.RedisError:
            return None
        return float(found) if found else None

    def _keep(self, known: float) -> None:
        try:
            self._context.redis.set(KEY, str(known), ex=KNOWN_SECONDS)
        except redis.RedisError as error:
            log.info("throughput not kept", reason=type(error).__name__)

    def _by_webhooks(self) -> float | None:
        try:
            return COEXISTENCE if self._context.redis.exists(COEXISTENCE_KEY) else None
        except redis.RedisError:
            return None
