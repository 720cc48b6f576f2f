"""Labels (etiquetas): what a conversation is about, in the client's own words."""
