"""Who asked to get no more marketing messages, per business number; in memory."""


class Preferences:
    """Set and taken back by the webhook field `user_preferences`."""

    def __init__(self) -> None:
        self._stopped: set[tuple[str, str]] = set()

    def stop(self, phone_number_id: str, wa_id: str) -> None:
        self._stopped.add((phone_number_id, wa_id))

    def resume(self, phone_number_id: str, wa_id: str) -> None:
        self._stopped.discard((phone_number_id, wa_id))

    def has_stopped(self, phone_number_id: str, wa_id: str) -> bool:
        """Whether marketing templates to this customer fail with 131050."""
        return (phone_number_id, wa_id) in self._stopped
