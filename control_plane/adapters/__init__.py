"""What only the runner may touch: Docker, the edge, tenants' job containers."""
