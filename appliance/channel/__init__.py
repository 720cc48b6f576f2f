"""The WhatsApp connection: whether it holds, looked at with Meta, and the profile that customers see."""
