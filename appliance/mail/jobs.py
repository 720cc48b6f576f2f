"""Sending e-mails, in the background."""

from appliance.worker.jobs import context, job


@job
def send_mails() -> None:
    """All that wait, a while long."""
    from appliance.mail.sending import send_due  # noqa: PLC0415 - 1 MB: only the process that sends pays it

    send_due(context())
