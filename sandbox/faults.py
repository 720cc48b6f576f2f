"""The awkward days of the outside world, switched on and off while everything runs."""

from typing import Any

from sandbox.errors import SandboxError
from sandbox.live import Live

Value = bool | int | float

CATALOGUE: dict[str, dict[str, str]] = {
    "graph": {
        "rate_limited": "switch",  # 400 with 130429
        "pair_limited": "switch",  # 400 with 131056
        "server_error": "switch",  # 500 with 131016
        "timeout_after_accept": "switch",  # the message goes out, the answer never comes
        "token_expired": "switch",  # 401 with 190/463
        "permission_missing": "switch",  # 403 with 10
        "asset_missing": "switch",  # 403 with 200
        "number_gone": "switch",  # 400 with 100/33
        "too_many_requests": "switch",  # 429
        "unavailable": "switch",  # 503 with 2
        "timeout_before_accept": "switch",  # nothing is sent and no answer comes
        "limits_off": "switch",  # what is too fast is counted but not refused
        "cursor_expired": "switch",  # a page of templates: 131059
        "template_held": "switch",  # held_for_quality_assessment; leaves much later
        "media_upload_fails": "switch",  # 400 with 131053
        "media_download_fails": "switch",  # 404
        "fails_later": "code",  # 200, then a `failed` status with this code
        "statuses_first": "switch",  # statuses arrive before the answer to the send call
        "statuses_shuffled": "switch",  # delivered comes before sent
        "statuses_duplicated": "switch",
        "delivered_omitted": "switch",  # sent, then nothing until read
        "statuses_late": "switch",  # half a minute later
        "contacts_absent": "switch",  # statuses without `contacts`, as before 2026
        "contacts_on_failed": "switch",  # seen in the field, against the documentation
        "conversation_v23": "switch",  # statuses with `conversation`, as up to v23.0
    },
    "fila_ia": {
        "down": "switch",  # 500
        "slow": "seconds",  # answers take this long
        "rate_limited": "switch",  # 429
        "fallback": "switch",  # completed, with a canned apology
        "failed": "switch",  # status failed
        "never": "switch",  # stays pending
        "garbage": "switch",  # the result is not what the contract says
        "timeout_after_accept": "switch",  # the request is taken, the answer never comes
    },
    "webhook": {
        "duplicate": "switch",
        "reorder": "switch",
        "batch": "switch",
        "batch_size": "count",  # at most so many updates in a body
        "replay": "switch",  # every body comes again a minute later, well signed
        "huge": "switch",  # the body is filled up to 3 MB
        "slashes_escaped": "switch",  # `\\/` on the wire
        "bad_signature": "switch",
    },
}
LATER_CODES = (130472, 131026, 131042, 131047, 131048, 131049, 131050, 131053, 132015)


_SENTENCE = "a switch takes true or how many times; slow, batch_size and fails_later take a number"


class Faults:
    """A switch set to a number goes off by itself after that many uses."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._on: dict[str, dict[str, Value]] = {group: {} for group in CATALOGUE}

    def state(self) -> dict[str, dict[str, Value]]:
        """What is on now, by group."""
        return {group: dict(values) for group, values in self._on.items()}

    def put(self, wanted: dict[str, Any]) -> None:
        """Replaces each group named in `wanted`; false or null means off. Raises SandboxError."""
        self._on |= {group: _parse(group, values) for group, values in wanted.items()}
        self._live.publish("faults", self.state())

    def clear(self) -> None:
        self.put({group: {} for group in CATALOGUE})

    def value(self, group: str, name: str) -> float:
        """The number a fault was set to, 0 when it is off."""
        return float(self._on[group].get(name, 0))

    def strikes(self, group: str, name: str) -> bool:
        """Whether the fault happens this time; uses up one of a counted switch."""
        value = self._on[group].get(name, False)
        if value is True or not value:
            return bool(value)
        if value <= 1:
            del self._on[group][name]
        else:
            self._on[group][name] = int(value) - 1
        self._live.publish("faults", self.state())
        return True


def _parse(group: str, values: object) -> dict[str, Value]:
    if group not in CATALOGUE or not isinstance(values, dict):
        raise SandboxError(f"faults are objects in the groups {', '.join(CATALOGUE)}")
    chosen: dict[str, Value] = {}
    for name, value in values.items():
        if name not in CATALOGUE[group]:
            raise SandboxError(f"{group} has no fault {name}: there are {', '.join(CATALOGUE[group])}")
        if value is None or value is False:
            continue
        if not _accepts(CATALOGUE[group][name], value):
            raise SandboxError(f"{group}.{name} cannot be {value!r}: {_SENTENCE}")
        chosen[name] = value
    return chosen


def _accepts(kind: str, value: object) -> bool:
    if kind == "switch":
        return value is True or (isinstance(value, int) and value > 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value in LATER_CODES if kind == "code" else value > 0
