"""The panel's pages."""

from flask import Blueprint

from control_plane.services.container import Services


def make_blueprint(services: Services) -> Blueprint:  # noqa: ARG001 - the pages will call them
    """Every page of the panel."""
    return Blueprint("panel", __name__)
