"""Sending pushes, in the background."""

from appliance.worker.jobs import context, job


@job
def send_pushes() -> None:
    """All that wait, a while long."""
    from appliance.push.sending import public_session, send_due  # noqa: PLC0415 - only who sends pays for it

    send_due(context(), public_session())
