"""What each type of message may hold. Source: Meta, "Messages" reference, and its OpenAPI file."""
