"""Messages under fire: a tenant's processes and servers are killed, cut off, slowed and filled meanwhile."""
