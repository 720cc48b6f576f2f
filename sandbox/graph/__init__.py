"""Meta's Graph API as a tenant's programs see it. Rules: Meta's documentation, 2025-10 to 2026-08."""
