"""Files of messages: fetched from WhatsApp, kept in the tenant's volume, shown to who may see them."""
