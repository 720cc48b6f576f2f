"""Sending e-mails, in the background."""

from appliance.mail.sending import send_due
from appliance.worker.jobs import context, job


@job
def send_mails() -> None:
    """All that wait, a while long."""
    send_due(context())
