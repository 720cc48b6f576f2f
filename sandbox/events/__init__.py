"""Webhooks that no single message of a customer causes: `POST /sandbox/events`."""
