"""How Meta calls a tenant back: handshake, signed bodies, retries, and what of it can be seen."""
