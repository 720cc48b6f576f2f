"""What the API reads and writes, by area; the OpenAPI description is made from these."""
