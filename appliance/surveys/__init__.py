"""What customers think of how they were served: asked on WhatsApp once a conversation is closed."""
