"""The REST API: thin views over the services."""

from control_plane.api.application import install_api

__all__ = ["install_api"]
