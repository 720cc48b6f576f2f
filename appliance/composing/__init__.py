"""What people want to send, checked and made into what WhatsApp takes. Nothing here reaches the network."""
