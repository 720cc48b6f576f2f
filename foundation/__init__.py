"""What the programs of Guichê stand on: settings, logs, HTTP, database sessions. Imports none of them."""
