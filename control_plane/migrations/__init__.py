"""The platform database's schema, revision by revision."""
