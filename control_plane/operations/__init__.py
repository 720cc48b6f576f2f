"""Operations: what changes a tenant, step by step, resumable from any point."""
