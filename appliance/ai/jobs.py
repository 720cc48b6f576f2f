"""The AI queue's jobs."""

from appliance.ai import asking, polling
from appliance.ai.provider import open_provider
from appliance.worker.jobs import context, job


@job
def consider_message(message_id: int) -> None:
    """A customer wrote while the bot answers: asks FILA-IA, or calls a person."""
    with open_provider(context()) as provider:
        asking.consider(context(), provider, message_id)


@job
def poll_answers() -> None:
    """Enqueued by the ticker whenever `polling.due` says so."""
    with open_provider(context()) as provider:
        polling.advance(context(), provider)
