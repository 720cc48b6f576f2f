"""WhatsApp Cloud API: what comes in and what goes out."""
