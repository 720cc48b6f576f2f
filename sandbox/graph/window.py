"""The customer service window: 24 hours from the customer's last message to that number."""

from sandbox.seed_file import SeedFile
from sandbox.timeline import Timeline

WINDOW_SECONDS = 24 * 60 * 60
FREE_SECONDS = 72 * 60 * 60
SAVE_AFTER_SECONDS = 1.0


class ServiceWindows:
    """One clock per number and customer; a restart of the sandbox does not close a window."""

    def __init__(self, file: SeedFile, timeline: Timeline) -> None:
        self._file = file
        self._opened = file.seed.windows
        self._timeline = timeline
        self._unsaved = False
        self._entered: dict[str, float] = {}
        self._free_until: dict[str, float] = {}

    def customer_wrote(self, phone_number_id: str, wa_id: str, at: float | None = None) -> None:
        """Winds the clock, from now or from `at` on; only what the customer writes does."""
        chat = f"{phone_number_id}/{wa_id}"
        self._opened[chat] = max(self._opened.get(chat, 0.0), self._timeline.now() if at is None else at)
        if not self._unsaved:
            # Not at once: the file stays out of a message's way to its webhook.
            self._unsaved = True
            self._timeline.after(SAVE_AFTER_SECONDS, self._save)

    def customer_entered(self, phone_number_id: str, wa_id: str) -> None:
        """The customer came through an ad: an answer within a day opens the free entry point."""
        self._entered[f"{phone_number_id}/{wa_id}"] = self._timeline.now()

    def business_answered(self, phone_number_id: str, wa_id: str) -> None:
        """Starts the free entry point's 72 hours, once per entry and only within a day of it."""
        entered = self._entered.pop(f"{phone_number_id}/{wa_id}", None)
        if entered is not None and self._timeline.now() - entered < WINDOW_SECONDS:
            self._free_until[f"{phone_number_id}/{wa_id}"] = self._timeline.now() + FREE_SECONDS

    def free_until(self, phone_number_id: str, wa_id: str) -> float | None:
        """When the free entry point ends, if one is open."""
        until = self._free_until.get(f"{phone_number_id}/{wa_id}", 0.0)
        return until if until > self._timeline.now() else None

    def is_open(self, phone_number_id: str, wa_id: str) -> bool:
        """Whether free-form messages to this customer are delivered."""
        opened = self._opened.get(f"{phone_number_id}/{wa_id}", 0.0)
        return self._timeline.now() - opened < WINDOW_SECONDS

    def _save(self) -> None:
        self._unsaved = False
        self._file.save()
